// Says how strong a new password is while a person types it. The estimator is large, so it loads with the first letter.
// Nothing leaves the page.

customElements.define(
  "password-strength",
  class extends HTMLElement {
    connectedCallback() {
      this.input = document.getElementById(this.getAttribute("for"));
      this.estimates = JSON.parse(this.dataset.estimates);
      this.known = JSON.parse(this.dataset.known);
      this.input.addEventListener("input", this);
    }

    disconnectedCallback() {
      this.input.removeEventListener("input", this);
      clearTimeout(this.waiting);
    }

    handleEvent() {
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => this.#show(), 250);
    }

    async #show() {
      const { estimate } = await import("./estimate-strength.js");
      const typed = this.input.value;
      if (!this.meter) this.#draw();
      this.meter.hidden = !typed;
      this.text.textContent = "";
      if (!typed) return;
      const { words, short, least } = this.estimates;
      const isShort = [...typed.normalize("NFKC")].length < least;
      const score = isShort ? 0 : estimate(typed, this.known);
      this.meter.value = score + 1;
      this.text.textContent = isShort ? short : words[score];
    }

    #draw() {
      this.meter = Object.assign(document.createElement("meter"), { min: 0, max: 5, low: 3, high: 4, optimum: 5 });
      this.meter.style.width = "100%"; // here, because every page loads the style sheet of the login pages
      this.meter.setAttribute("aria-label", this.dataset.label);
      this.text = Object.assign(document.createElement("p"), { className: "small quiet-text" });
      this.text.setAttribute("aria-live", "polite");
      this.replaceChildren(this.meter, this.text);
    }
  },
);
