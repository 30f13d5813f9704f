// A time field: type (9, 9:30 pm, 21:30), step with the arrow keys, or choose from a list. The list is a native select.
// On touch screens it covers the whole field, so that a phone shows its picker and no keyboard.

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
      // Filled on first use: a week has many fields, and each list has 96 options.
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

    // On touch screens the list is the field. With a mouse it is a shortcut beside the text field.
    #touch() {
      const [used, other] = fingers.matches ? [this.select, this.input] : [this.input, this.select];
      used.removeAttribute("tabindex");
      used.removeAttribute("aria-hidden");
      other.tabIndex = -1;
      other.setAttribute("aria-hidden", "true");
      this.select.setAttribute("aria-label", this.input.getAttribute("aria-label"));
      for (const name of ["aria-invalid", "aria-describedby"]) {
        const value = this.input.getAttribute(name);
        if (value) this.select.setAttribute(name, value);
        else this.select.removeAttribute(name);
      }
    }

    #fill() {
      const times = [...document.querySelectorAll("#quarters option")].map((option) => option.value);
      const here = this.input.value;
      if (!times.includes(here)) times.unshift(here);
      this.select.replaceChildren(...times.map((time) => new Option(time, time, time === here, time === here)));
    }

    // The value in minutes after midnight, or null.
    get minute() {
      return this.input.dataset.part === "opens" ? opening(this.input.value) : closing(this.input.value, this.#opens());
    }

    #opens() {
      const other = this.closest("[data-range]").querySelector("[data-part=opens]");
      return opening(other.value) ?? 0;
    }

    // 9 becomes 9:00 AM, so that people see how it was understood.
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
      // From a time between two quarter hours to the next quarter hour in that direction.
      const whole = Math.abs(step) === QUARTER ? Math.sign(step) * QUARTER : step;
      const rest = from % QUARTER;
      const to = rest ? from - rest + (step > 0 ? QUARTER : 0) : from + whole;
      this.#set(words((to + DAY) % DAY));
    }
  },
);
