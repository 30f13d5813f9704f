// Moves and resizes bookings and blocked time: with a mouse, with a long press, or with keys. The link "Reschedule" in
// a booking and the page of a blocked time do the same with a form.
import htmx from "htmx.org";

import { Carried } from "./carried.js";

const STEP = 15; // minutes
const FINE = 5; // with Shift
const NEAR = 4; // pixels that a mouse may shake
const SHAKES = 10; // and a finger
const RESTS = 400; // milliseconds that a finger rests before it takes something up
const EDGE = { mouse: 8, touch: 14, pen: 12 }; // pixels at the foot of a block that make it longer
const BORDER = 36; // pixels at the frame's sides, and the window's, at which they scroll
const SPEED = 9; // pixels a frame
const KEYS = { ArrowUp: -1, ArrowDown: 1, ArrowLeft: -1, ArrowRight: 1 };

customElements.define(
  "calendar-moves",
  class extends HTMLElement {
    connectedCallback() {
      this.over = new AbortController();
      const { signal } = this.over;
      this.addEventListener("pointerdown", (event) => this.#press(event), { signal });
      this.addEventListener("keydown", (event) => this.#key(event), { signal });
      this.addEventListener("focusout", () => this.byKeys && this.#leave(this.dataset.kept), { signal });
      // Prevent the browser’s own link dragging and its long-press menu.
      this.addEventListener("dragstart", (event) => event.preventDefault(), { signal });
      this.addEventListener("contextmenu", (event) => this.finger && event.preventDefault(), { signal });
      // Ignore the click that ends a drag.
      this.addEventListener("click", (event) => this.#swallow(event), { signal, capture: true });
      // A finger doesn’t scroll during a drag.
      const still = (event) => this.carried && event.preventDefault();
      this.addEventListener("touchmove", still, { signal, passive: false });
    }

    disconnectedCallback() {
      this.over.abort();
      this.#putDown();
    }

    get #frame() {
      return this.querySelector(".calendar");
    }

    #swallow(event) {
      if (!this.dragged) return;
      this.dragged = false;
      event.preventDefault();
      event.stopPropagation();
    }

    #press(event) {
      const block = event.target.closest("[data-moves]");
      this.dragged = false;
      if (!block || event.button || !event.isPrimary || this.carried) return;
      const { bottom, height } = block.getBoundingClientRect();
      const edge = EDGE[event.pointerType] ?? EDGE.mouse;
      this.stretches = height > 3 * edge && event.clientY > bottom - edge;
      this.began = { x: event.clientX, y: event.clientY };
      this.at = this.began;
      this.finger = event.pointerType !== "mouse";
      const drag = new AbortController();
      const listen = (kind, act) => document.addEventListener(kind, act, { signal: drag.signal });
      this.endDrag = () => {
        drag.abort();
        clearTimeout(this.resting);
        cancelAnimationFrame(this.frameAsked);
        this.finger = false;
      };
      if (this.finger) this.resting = setTimeout(() => this.#take(block), RESTS);
      listen("pointermove", (moved) => this.#follow(moved, block));
      listen("pointerup", () => this.#drop());
      listen("pointercancel", () => this.#cancel());
      listen("keydown", ({ key }) => key === "Escape" && this.#cancel());
    }

    #take(block) {
      this.carried = new Carried(block, this.#frame, { step: STEP });
      this.carried.picture.classList.toggle("stretches", this.stretches);
      this.setAttribute("carrying", "");
      navigator.vibrate?.(8);
      this.#glide();
    }

    #follow(event, block) {
      this.at = { x: event.clientX, y: event.clientY };
      const far = Math.hypot(this.at.x - this.began.x, this.at.y - this.began.y);
      if (this.carried) this.carried.step = event.shiftKey ? FINE : STEP;
      else if (this.finger && far > SHAKES)
        this.endDrag(); // it scrolls
      else if (!this.finger && far > NEAR) this.#take(block);
    }

    // Once per frame: move the preview and scroll near the edges.
    #glide() {
      this.frameAsked = requestAnimationFrame(() => {
        if (!this.carried) return;
        this.sides ??= this.#frame.getBoundingClientRect();
        const { left, right } = this.sides;
        if (!this.stretches) this.#frame.scrollLeft += SPEED * this.#beyond(this.at.x, left + BORDER, right - BORDER);
        scrollBy(0, SPEED * this.#beyond(this.at.y, BORDER, innerHeight - BORDER));
        this.carried.goTo(this.at.x, this.at.y - this.began.y, this.stretches);
        this.#glide();
      });
    }

    #beyond(at, least, most) {
      return at < least ? -1 : at > most ? 1 : 0;
    }

    #drop() {
      this.endDrag();
      if (!this.carried) return;
      this.dragged = true;
      setTimeout(() => (this.dragged = false)); // where no click follows
      this.#send();
    }

    #cancel() {
      this.endDrag();
      this.dragged = Boolean(this.carried);
      this.#putDown();
    }

    #putDown() {
      this.carried?.putDown();
      this.carried = this.sides = undefined;
      this.byKeys = false;
      this.removeAttribute("carrying");
    }

    async #send() {
      const { carried } = this;
      if (!carried.moved) return this.#putDown();
      const { moves, key } = carried.block.dataset;
      this.carried = undefined;
      this.byKeys = false;
      const address = this.getAttribute(moves).replace("KEY", key);
      await htmx.ajax("POST", address, { source: this, target: "#dialog", swap: "innerHTML", values: carried.values });
      await this.closest("calendar-live").renewed;
      carried.putDown();
      this.removeAttribute("carrying");
      const block = this.querySelector(`.block[data-key="${key}"]`);
      if (!document.querySelector("dialog[open]")) block?.focus({ preventScroll: true });
    }

    #key(event) {
      const block = event.target.closest("[data-moves]");
      if (!block || event.ctrlKey || event.metaKey || event.altKey) return;
      if (!this.carried) {
        if (event.key.toLowerCase() !== "m") return;
        this.stretches = false;
        this.carried = new Carried(block, this.#frame, { step: STEP });
        this.byKeys = true;
        this.setAttribute("carrying", "");
        const { textContent } = block.querySelector("b");
        this.#say(this.dataset.selected.replace("%(booking)s", () => textContent));
      } else if (this.byKeys && !this.#steer(event)) return;
      event.preventDefault();
    }

    // Returns whether the key was handled.
    #steer({ key, shiftKey }) {
      const way = KEYS[key];
      if (key === "Enter") this.#send();
      else if (key === "Escape") this.#leave(this.dataset.kept);
      else if (!way) return false;
      else if (key === "ArrowLeft" || key === "ArrowRight") this.carried.aside(way);
      else this.carried.shift(shiftKey ? "minutes" : "start", way);
      if (way) this.#say(this.carried.words());
      return true;
    }

    #leave(words) {
      this.#putDown();
      this.#say(words);
    }

    #say(words) {
      this.querySelector("[data-says]").textContent = words;
    }
  },
);
