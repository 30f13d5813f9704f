const FADE = 40; // pixels over which the end of the strip fades

// Scrolls the chosen day into view without scrolling the page.
customElements.define(
  "day-strip",
  class extends HTMLElement {
    connectedCallback() {
      // After the swap: during it, the old strip is still below the new one, and the page would jump.
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
