// Copies the value of its field and confirms it for a moment. Without scripts, the user can select the field.
const SAID = 2_000; // milliseconds

customElements.define(
  "copy-text",
  class extends HTMLElement {
    connectedCallback() {
      this.field = this.querySelector("input");
      this.button = this.querySelector("button");
      this.said = this.querySelector("[data-said]");
      this.button.hidden = false;
      this.button.addEventListener("click", () => this.copy());
      this.field.addEventListener("focus", () => this.field.select());
    }

    async copy() {
      this.field.select();
      try {
        await navigator.clipboard.writeText(this.field.value);
      } catch {
        document.execCommand("copy"); // where the page is not encrypted there is no clipboard
      }
      this.tell();
    }

    tell() {
      const before = this.dataset.label ?? this.said.textContent;
      this.dataset.label = before;
      this.said.textContent = this.dataset.copied;
      this.said.setAttribute("role", "status");
      clearTimeout(this.timer);
      this.timer = setTimeout(() => (this.said.textContent = before), SAID);
    }
  },
);
