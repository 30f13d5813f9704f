// Shows the password while its button is on. Hides it before submitting, so that the browser doesn’t save it as plain
// text, and recognizes it as a password.

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

if (document.querySelector("password-strength")) import("./password-strength.js");
