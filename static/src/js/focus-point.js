// The focal point of a photo, which every crop shows: tap, drag or use the arrow keys. The form has nine positions; any
// other point is the tenth.

import { fill } from "./fill.js";

const STEP = 5; // percent: crops use no smaller steps
const ARROWS = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };

customElements.define(
  "focus-point",
  class extends HTMLElement {
    connectedCallback() {
      this.whole = this.querySelector("[data-whole]");
      this.mark = this.whole.querySelector(".mark");
      this.whole.addEventListener("click", (event) => this.#tapped(event));
      this.mark.addEventListener("pointerdown", (event) => this.#follow(event));
      this.mark.addEventListener("keydown", (event) => this.#step(event));
      this.addEventListener("change", ({ target }) => target.name === "focus" && this.#show(this.#point));
      this.#show(this.#point); // the value may have been sent but not saved
    }

    get #radios() {
      return [...this.querySelectorAll("input[name=focus]")];
    }

    get #point() {
      return (this.#radios.find((radio) => radio.checked)?.value ?? "50-50").split("-").map(Number);
    }

    #step(event) {
      const by = ARROWS[event.key];
      if (!by) return;
      event.preventDefault();
      const [x, y] = this.#point;
      this.#choose([x + by[0], y + by[1]]);
    }

    // Not on the first touch: the finger may be about to scroll.
    #tapped(event) {
      if (this.mark.contains(event.target)) return;
      this.#choose(this.#at(event));
      this.mark.focus({ preventScroll: true });
    }

    #follow(event) {
      if (event.button) return;
      this.mark.setPointerCapture(event.pointerId);
      const over = new AbortController();
      const listen = (kind, handler) => this.mark.addEventListener(kind, handler, { signal: over.signal });
      listen("pointermove", (moved) => this.#choose(this.#at(moved)));
      listen("pointerup", () => over.abort());
      listen("pointercancel", () => over.abort());
    }

    #at({ clientX, clientY }) {
      const { left, top, width, height } = this.whole.getBoundingClientRect();
      return [(100 * (clientX - left)) / width, (100 * (clientY - top)) / height];
    }

    #choose(point) {
      const [x, y] = point.map((part) => Math.min(100, Math.max(0, Math.round(part / STEP) * STEP)));
      const value = `${x}-${y}`;
      const own = this.querySelector(".own");
      const place = this.#radios.find((radio) => radio.value === value && !own.contains(radio));
      const chosen = place ?? own.querySelector("input");
      if (!place) chosen.value = value;
      own.hidden = Boolean(place);
      chosen.checked = true;
      this.#show([x, y]);
      this.querySelector("[data-status]").textContent = fill(this.dataset.at, { x, y });
    }

    #show([x, y]) {
      const shown = [this.whole, ...this.querySelectorAll("[data-crop] .photo")];
      for (const element of shown) {
        element.classList.remove(...[...element.classList].filter((name) => /^f[xy]-/.test(name)));
        element.classList.add(`fx-${x}`, `fy-${y}`);
      }
    }
  },
);
