// A list that people reorder. Its buttons are enough; this adds dragging by the handle, and arrow keys on it. Rows have
// data-key. The form, which is outside of the list, sends the pressed button or the whole order in its hidden field.
customElements.define(
  "order-list",
  class extends HTMLElement {
    #sortable;

    async connectedCallback() {
      this.onkeydown = (event) => this.#step(event);
      const { default: Sortable } = await import("sortablejs/modular/sortable.core.esm.js");
      if (!this.isConnected || this.#sortable) return;
      let before;
      this.#sortable = Sortable.create(this.querySelector(".order-list"), {
        draggable: "[data-key]",
        handle: "[data-grip]",
        dataIdAttr: "data-key",
        chosenClass: "dragged",
        forceFallback: true, // the same behavior for mouse and touch
        onStart: () => {
          before = this.#order();
        },
        onEnd: () => {
          if (this.#order() !== before) this.#send();
        },
      });
    }

    disconnectedCallback() {
      this.#sortable?.destroy();
      this.#sortable = undefined;
    }

    #order() {
      return this.#sortable.toArray().join(",");
    }

    #step(event) {
      const way = { ArrowUp: "up", ArrowDown: "down" }[event.key];
      if (!way || !event.target.closest("[data-grip]")) return;
      event.preventDefault();
      const button = event.target.closest("[data-key]").querySelector(`[data-step="${way}"]`);
      if (!button.disabled) button.form.requestSubmit(button);
    }

    #send() {
      const form = document.getElementById(this.getAttribute("form"));
      form.elements.order.value = this.#order();
      form.requestSubmit();
    }
  },
);
