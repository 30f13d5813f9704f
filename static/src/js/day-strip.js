const FADE = 40; // The end of the strip fades over so many pixels.

// Brings the chosen day into view without moving the page.
customElements.define(
  "day-strip",
  class extends HTMLElement {
    connectedCallback() {
      // Once the swap is over: measured in its midst, with the old strip still below the new, the page would jump.
      queueMicrotask(() => this.#show());
    }

    #show() {
      const strip = this.querySelector(".day-strip");
      const chosen = strip?.querySelector("[aria-current]");
      if (!chosen) return;
      const { left, width } = chosen.getBoundingClientRect();
      const frame = strip.getBoundingClientRect();
      if (left < frame.left || left + width > frame.right - FADE) strip.scrollLeft += left - frame.left - width / 2;
    }
  },
);
