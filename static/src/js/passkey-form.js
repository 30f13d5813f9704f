// Asks the browser for a passkey when its button is pressed, and sends the answer with its form. With data-autofill, the browser
// also offers passkeys while a person fills in the email field. Nothing shows in browsers without passkeys.
customElements.define(
  "passkey-form",
  class extends HTMLElement {
    connectedCallback() {
      if (!globalThis.PublicKeyCredential) return;
      this.hidden = false;
      this.form = this.querySelector("form");
      this.problem = this.querySelector("[role=alert]");
      this.button = this.form.querySelector("button");
      this.button.addEventListener("click", this);
      if ("autofill" in this.dataset) this.#offer();
    }

    disconnectedCallback() {
      this.waiting?.abort();
      this.button?.removeEventListener("click", this);
    }

    handleEvent(event) {
      event.preventDefault();
      this.waiting?.abort();
      this.#ask({}).catch(() => (this.problem.hidden = false));
    }

    async #offer() {
      if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
      this.waiting = new AbortController();
      // It fails when another way is chosen, which is no problem.
      await this.#ask({ mediation: "conditional", signal: this.waiting.signal }).catch(() => {});
    }

    async #ask(how) {
      this.problem.hidden = true;
      const { answer } = await import("./passkeys.js");
      const token = this.form.elements.csrf_token?.value ?? "";
      const found = await answer(this.dataset.options, token, "new" in this.dataset, how);
      this.form.elements.answer.value = JSON.stringify(found);
      this.form.requestSubmit();
    }
  },
);
