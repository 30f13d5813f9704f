// Opens the browser’s print dialog.
customElements.define(
  "print-page",
  class extends HTMLElement {
    connectedCallback() {
      this.addEventListener("click", () => window.print());
    }
  },
);
