// Its button opens the browser's own dialog for printing.
customElements.define(
  "print-page",
  class extends HTMLElement {
    connectedCallback() {
      this.addEventListener("click", () => window.print());
    }
  },
);
