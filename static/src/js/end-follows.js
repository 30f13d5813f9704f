// Two time fields, start and end. A new start moves the end, so that the duration stays the same.

const DAY = 24 * 60 * 60 * 1000;

customElements.define(
  "end-follows",
  class extends HTMLElement {
    connectedCallback() {
      [this.start, this.end] = this.querySelectorAll("input[type=time]");
      this.#measure();
      this.end.addEventListener("change", () => this.#measure());
      this.start.addEventListener("change", () => this.#follow());
    }

    // An end before the start may be a typo, so it is left alone.
    #measure() {
      const end = this.end.valueAsNumber || DAY; // 12:00 AM ends the day
      this.lasts = end > this.start.valueAsNumber ? end - this.start.valueAsNumber : null;
    }

    #follow() {
      if (this.lasts === null || Number.isNaN(this.start.valueAsNumber)) this.#measure();
      else this.end.valueAsNumber = (this.start.valueAsNumber + this.lasts) % DAY;
    }
  },
);
