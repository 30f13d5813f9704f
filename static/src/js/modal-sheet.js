// Opens a dialog that arrives as a partial, and removes it when closed. The native <dialog> traps the focus, closes on
// Esc and on a click outside, and returns the focus, also if another response replaces the dialog.
customElements.define(
  "modal-sheet",
  class extends HTMLElement {
    connectedCallback() {
      const dialog = this.querySelector("dialog");
      if (!dialog.open) dialog.showModal();
      dialog.addEventListener("close", () => this.remove());
      this.over = new AbortController();
      const replaced = ({ detail: { tasks } }) => {
        if (tasks.some(({ type, target }) => type === "main" && target?.contains?.(this))) dialog.close();
      };
      document.addEventListener("htmx:before:swap", replaced, { signal: this.over.signal });
      this.addEventListener("click", (event) => {
        if (!event.target.closest("[data-close]")) return;
        event.preventDefault();
        dialog.close();
      });
    }

    disconnectedCallback() {
      this.over.abort();
    }
  },
);
