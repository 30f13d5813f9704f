// Enter moves to the next field, and from the last field to the button. It doesn’t submit, because people press Enter
// to accept a suggestion.

const FIELDS = "input:not([type=hidden]), select, textarea";
const TYPED = "input:not([type=checkbox], [type=radio], [type=hidden])";

customElements.define(
  "enter-moves",
  class extends HTMLElement {
    connectedCallback() {
      this.addEventListener("keydown", (event) => this.#key(event));
    }

    #key(event) {
      const { target } = event;
      if (event.key !== "Enter" || event.defaultPrevented || event.isComposing || !target.matches(TYPED)) return;
      event.preventDefault();
      const stops = [...this.querySelectorAll(`${FIELDS}, button.go`)].filter((one) => one.checkVisibility());
      stops[stops.indexOf(target) + 1]?.focus();
    }
  },
);
