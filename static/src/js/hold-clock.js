// Counts down to the end of a hold. The device’s clock may be wrong, so it measures the time since the server’s `now`,
// with a clock that also runs while the device sleeps.

import { counted } from "./fill.js";

const ANNOUNCED = [600, 300, 60]; // seconds left at which a screen reader announces the time

customElements.define(
  "hold-clock",
  class extends HTMLElement {
    connectedCallback() {
      this.end = Date.now() + Date.parse(this.getAttribute("until")) - Date.parse(this.getAttribute("now"));
      this.unannounced = ANNOUNCED.filter((seconds) => seconds < this.#seconds());
      this.#part(".left").hidden = false;
      this.#part("progress").hidden = false;
      this.timer = setInterval(() => this.#tick(), 1000);
      this.#tick();
    }

    disconnectedCallback() {
      clearInterval(this.timer);
    }

    #part(selector) {
      return this.querySelector(selector);
    }

    #seconds() {
      return Math.max(0, Math.ceil((this.end - Date.now()) / 1000));
    }

    #tick() {
      const seconds = this.#seconds();
      this.#part(".left").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
      this.#part("progress").value = seconds;
      if (seconds <= this.unannounced[0]) this.#say(this.unannounced.shift() / 60);
      if (seconds === 0) this.#finish();
    }

    #say(minutes) {
      this.#part("[aria-live]").textContent = counted(this.dataset, "left", minutes);
    }

    #finish() {
      clearInterval(this.timer);
      this.classList.add("ended");
      this.#part("[data-running]").hidden = true;
      this.#part("[data-ended]").hidden = false;
      this.#part("progress").hidden = true;
      this.dispatchEvent(new CustomEvent("hold:ended", { bubbles: true }));
    }
  },
);
