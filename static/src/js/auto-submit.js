// What is chosen inside it changes what else can be chosen: its own button asks for that, as soon as a choice is made.
customElements.define(
  "auto-submit",
  class extends HTMLElement {
    connectedCallback() {
      this.addEventListener("change", () => this.querySelector("[data-again]")?.click());
    }
  },
);
