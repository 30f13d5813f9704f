// Enter in a field goes on to the next field, and from the last one to the button. It sends nothing: Enter is pressed in
// passing, for example to take a suggestion.

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
