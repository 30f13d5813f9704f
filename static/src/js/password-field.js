// Shows what is typed while its button is pressed in. Hidden again before the form goes, so that the browser neither
// keeps the password among ordinary entries nor misses that it is one.

customElements.define(
  "password-field",
  class extends HTMLElement {
    connectedCallback() {
      this.input = this.querySelector("input");
      this.button = this.querySelector("button");
      this.button.hidden = false;
      this.button.addEventListener("click", () => this.#show(this.input.type === "password"));
      this.form = this.input.form;
      this.form.addEventListener("submit", this);
    }

    disconnectedCallback() {
      this.form.removeEventListener("submit", this);
    }

    handleEvent() {
      this.#show(false);
    }

    #show(visible) {
      this.input.type = visible ? "text" : "password";
      this.button.setAttribute("aria-pressed", String(visible));
    }
  },
);
