// Shows its note if the device’s time zone differs from the venue’s at the instant `at`.

const wall = (instant, timeZone) => instant.toLocaleString("en-US", { timeZone });

customElements.define(
  "zone-note",
  class extends HTMLElement {
    connectedCallback() {
      const at = new Date(this.getAttribute("at"));
      this.hidden = wall(at, this.getAttribute("zone")) === wall(at);
    }
  },
);
