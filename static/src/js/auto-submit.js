// Presses its own button as soon as a choice is made, because the choice changes the other options.
customElements.define(
  "auto-submit",
  class extends HTMLElement {
    connectedCallback() {
      this.addEventListener("change", () => this.querySelector("[data-again]")?.click());
    }
  },
);
