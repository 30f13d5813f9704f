// A dialog that comes as a partial opens over the page, and is gone once closed. The browser itself holds the focus
// inside, closes with Esc and a click beside it, and gives the focus back: also where an answer comes in its place.
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
