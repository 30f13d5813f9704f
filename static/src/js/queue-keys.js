// J goes to the next in a queue, K to the one before: the same links that stand beside the box. The box switches the
// keys off for whoever speaks to the machine or presses keys by accident, and the browser remembers it.

const OFF = "queue-keys-off";
const ways = { j: "next", k: "prev" };
const writing = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";

customElements.define(
  "queue-keys",
  class extends HTMLElement {
    connectedCallback() {
      const box = this.querySelector("[data-keys]");
      box.checked = localStorage.getItem(OFF) === null;
      box.addEventListener("change", () => {
        if (box.checked) localStorage.removeItem(OFF);
        else localStorage.setItem(OFF, "");
      });
      this.press = (event) => {
        if (!box.checked || event.ctrlKey || event.metaKey || event.altKey) return;
        if (event.target.closest(writing) || document.querySelector("dialog[open]")) return;
        this.querySelector(`[rel=${ways[event.key.toLowerCase()]}]`)?.click();
      };
      document.addEventListener("keydown", this.press);
    }

    disconnectedCallback() {
      document.removeEventListener("keydown", this.press);
    }
  },
);
