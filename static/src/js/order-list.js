// A list whose order people choose. Its buttons alone are enough; this adds dragging by the grip, and the arrow keys on
// it. The rows carry data-key; the form, which lies outside, sends either the button that was pressed, or the whole
// order in its hidden field.
customElements.define(
  "order-list",
  class extends HTMLElement {
    connectedCallback() {
      this.addEventListener("pointerdown", (event) => this.#grab(event));
      this.addEventListener("keydown", (event) => this.#step(event));
    }

    get #rows() {
      return [...this.querySelectorAll("[data-key]")];
    }

    #grip({ target }) {
      return target.closest("[data-grip]");
    }

    #step(event) {
      const way = { ArrowUp: "up", ArrowDown: "down" }[event.key];
      if (!way || !this.#grip(event)) return;
      event.preventDefault();
      const button = event.target.closest("[data-key]").querySelector(`[data-step="${way}"]`);
      if (!button.disabled) button.form.requestSubmit(button);
    }

    #grab(event) {
      const grip = this.#grip(event);
      if (!grip || event.button) return;
      const row = grip.closest("[data-key]");
      const before = this.#order();
      row.classList.add("dragged");
      const over = new AbortController();
      // On the page: the grip moves with its row, which takes its hold of the pointer from it.
      const listen = (kind, act) => document.addEventListener(kind, act, { signal: over.signal });
      const end = () => {
        over.abort();
        row.classList.remove("dragged");
      };
      listen("pointermove", (moved) => this.#follow(row, moved.clientY));
      listen("pointerup", () => {
        end();
        if (this.#order() !== before) this.#send();
      });
      listen("pointercancel", () => {
        end();
        for (const key of before.split(",")) row.parentElement.append(this.querySelector(`[data-key="${key}"]`));
      });
    }

    // The row changes places with a neighbor once the pointer has passed the middle of it. It is the neighbor that is
    // moved: who is taken out of the document, and be it for a moment, loses the pointer.
    #follow(row, y) {
      const middle = (other) => {
        const { top, height } = other.getBoundingClientRect();
        return top + height / 2;
      };
      const [above, below] = [row.previousElementSibling, row.nextElementSibling];
      if (above && y < middle(above)) row.after(above);
      else if (below && y > middle(below)) row.before(below);
    }

    #order() {
      return this.#rows.map((row) => row.dataset.key).join(",");
    }

    #send() {
      const form = document.getElementById(this.getAttribute("form"));
      form.elements.order.value = this.#order();
      form.requestSubmit();
    }
  },
);
