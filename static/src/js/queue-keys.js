// J opens the next item of a queue, K the previous one, like the links beside the check box. The check box turns the
// keys off, for people who use voice control or press keys by accident. The browser remembers it.

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
