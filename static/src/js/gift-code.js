// Fills in the code of a gift card from the address. What follows # never leaves the browser, so no log has the code.
customElements.define(
  "gift-code",
  class extends HTMLElement {
    connectedCallback() {
      const code = decodeURIComponent(location.hash.slice(1));
      const field = this.querySelector("input[name=code]");
      if (/^GIFT-[0-9A-Z-]{1,40}$/.test(code) && !field.value) {
        field.value = code;
      }
    }
  },
);
