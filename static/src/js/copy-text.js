// Copies the value of its field and confirms it for a moment. Without scripts, the user can select the field.
const SHOWN = 2_000; // milliseconds

customElements.define(
  "copy-text",
  class extends HTMLElement {
    connectedCallback() {
      this.field = this.querySelector("input, textarea");
      this.button = this.querySelector("button");
      this.status = this.querySelector("[data-status]");
      this.button.hidden = false;
      this.button.addEventListener("click", () => this.copy());
      this.field.addEventListener("focus", () => this.field.select());
    }

    async copy() {
      this.field.select();
      try {
        await navigator.clipboard.writeText(this.field.value);
      } catch {
        document.execCommand("copy"); // without HTTPS there is no clipboard API
      }
      this.tell();
    }

    tell() {
      const before = this.dataset.label ?? this.status.textContent;
      this.dataset.label = before;
      this.status.textContent = this.dataset.copied;
      this.status.setAttribute("role", "status");
      clearTimeout(this.timer);
      this.timer = setTimeout(() => (this.status.textContent = before), SHOWN);
    }
  },
);
