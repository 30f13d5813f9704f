// A toast that disappears on its own, later if it offers Undo, and not while it is hovered or focused.

const STAYS = 8000;
const OFFERS = 20000;
const LEAVES = 260; // milliseconds, as long as --slow

customElements.define(
  "toast-message",
  class extends HTMLElement {
    connectedCallback() {
      if (!this.closest("#flash")) return;
      this.#replace();
      for (const happening of ["mouseenter", "focusin"]) this.addEventListener(happening, () => this.#stay());
      for (const happening of ["mouseleave", "focusout"]) this.addEventListener(happening, () => this.#count());
      this.addEventListener("click", ({ target }) => target.closest("[data-dismiss]") && this.#leave());
      // Its action was used: the response brings a new toast.
      this.addEventListener("htmx:after:request", () => this.#leave());
      this.#count();
    }

    disconnectedCallback() {
      this.#stay();
    }

    // Of two toasts about the same booking, remove the older one: its Undo no longer works.
    #replace() {
      const { about } = this.dataset;
      const others = about ? document.querySelectorAll("#flash [data-about]") : [];
      for (const other of others) if (other !== this && other.dataset.about === about) other.remove();
    }

    #stay() {
      clearTimeout(this.timer);
    }

    #count() {
      this.#stay();
      if (this.matches(":hover, :focus-within")) return;
      this.timer = setTimeout(() => this.#leave(), this.querySelector("form") ? OFFERS : STAYS);
    }

    #leave() {
      this.#stay();
      this.classList.add("leaving");
      setTimeout(() => this.remove(), LEAVES);
    }
  },
);
