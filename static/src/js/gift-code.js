// Fills in the code of a gift card from the address. What follows # never leaves the browser, so no log has the code.
customElements.define(
  "gift-code",
  class extends HTMLElement {
    #fill = () => {
      const code = location.hash.slice(1);
      if (/^GIFT-[0-9A-Z-]{1,40}$/.test(code)) {
        this.querySelector("input[name=code]").value = code;
      }
    };

    connectedCallback() {
      // After a wrong code, the page comes back with what the guest typed.
      if (!this.querySelector("input[name=code]").value) {
        this.#fill();
      }
      // A link in another gift card, opened while this page is.
      addEventListener("hashchange", this.#fill);
    }

    disconnectedCallback() {
      removeEventListener("hashchange", this.#fill);
    }
  },
);
