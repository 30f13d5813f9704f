// A time that can be typed (9, 9:30 pm, 21:30), stepped with the arrow keys, or chosen from a list. The list is the
// system's own: where fingers are it lies over the whole field, so that a phone shows its wheel and no keyboard.

import { closing, DAY, opening, QUARTER, words } from "./clock.js";

const STEPS = { ArrowUp: QUARTER, ArrowDown: -QUARTER, PageUp: 60, PageDown: -60 };
const fingers = matchMedia("(pointer: coarse)");

const chevron = () => {
  const icon = document.querySelector(".chevron-of-times");
  return icon.content.firstElementChild.cloneNode(true);
};

customElements.define(
  "time-field",
  class extends HTMLElement {
    connectedCallback() {
      this.input = this.querySelector("input");
      this.querySelector(".choose")?.remove();
      const box = document.createElement("span");
      box.className = "choose";
      this.select = document.createElement("select");
      // Filled when it is wanted: a week has many fields, and each list 96 times.
      for (const happening of ["pointerdown", "focus"]) this.select.addEventListener(happening, () => this.#fill());
      this.select.addEventListener("change", () => this.#set(this.select.value));
      box.append(chevron(), this.select);
      this.append(box);
      this.input.removeAttribute("list");
      this.input.addEventListener("keydown", (event) => this.#step(event));
      this.input.addEventListener("change", () => this.tidy());
      this.touched = () => this.#touch();
      fingers.addEventListener("change", this.touched);
      this.#touch();
      this.#fill();
      this.classList.add("ready");
    }

    disconnectedCallback() {
      fingers.removeEventListener("change", this.touched);
    }

    // With fingers the list is the field; else it is a shortcut for the mouse, and the keyboard has the field itself.
    #touch() {
      const [used, other] = fingers.matches ? [this.select, this.input] : [this.input, this.select];
      used.removeAttribute("tabindex");
      used.removeAttribute("aria-hidden");
      other.tabIndex = -1;
      other.setAttribute("aria-hidden", "true");
      this.select.setAttribute("aria-label", this.input.getAttribute("aria-label"));
      for (const name of ["aria-invalid", "aria-describedby"]) {
        const said = this.input.getAttribute(name);
        if (said) this.select.setAttribute(name, said);
        else this.select.removeAttribute(name);
      }
    }

    #fill() {
      const times = [...document.querySelectorAll("#quarters option")].map((option) => option.value);
      const here = this.input.value;
      if (!times.includes(here)) times.unshift(here);
      this.select.replaceChildren(...times.map((time) => new Option(time, time, time === here, time === here)));
    }

    // What it says in minutes after midnight, or null.
    get minute() {
      return this.input.dataset.part === "opens" ? opening(this.input.value) : closing(this.input.value, this.#opens());
    }

    #opens() {
      const other = this.closest("[data-range]").querySelector("[data-part=opens]");
      return opening(other.value) ?? 0;
    }

    // 9 becomes 9:00 AM: what was understood is seen.
    tidy() {
      const { minute } = this;
      if (minute !== null) this.input.value = words(minute);
      this.input.removeAttribute("aria-invalid");
      this.#touch();
      this.dispatchEvent(new CustomEvent("time:changed", { bubbles: true }));
    }

    #set(value) {
      this.input.value = value;
      this.tidy();
    }

    #step(event) {
      const step = STEPS[event.key];
      if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      const from = this.minute ?? (this.input.dataset.part === "opens" ? 540 : 1020);
      // From between two quarters to the next one in that direction.
      const whole = Math.abs(step) === QUARTER ? Math.sign(step) * QUARTER : step;
      const rest = from % QUARTER;
      const to = rest ? from - rest + (step > 0 ? QUARTER : 0) : from + whole;
      this.#set(words((to + DAY) % DAY));
    }
  },
);
