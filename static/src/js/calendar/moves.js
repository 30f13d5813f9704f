// Moves and resizes bookings and blocked time: with a mouse, with a long press, or with keys. The link "Reschedule" in
// a booking and the page of a blocked time do the same with a form.
import htmx from "htmx.org";

import { Drag } from "./drag.js";

const STEP = 15; // minutes
const FINE = 5; // with Shift
const NEAR = 4; // pixels that a mouse may move before a drag begins
const SHAKES = 10; // pixels that a finger may move
const RESTS = 400; // milliseconds of a long press
const EDGE = { mouse: 8, touch: 14, pen: 12 }; // pixels at the bottom of a block that resize it
const BORDER = 36; // pixels at the edges of the frame and the window where they scroll
const SPEED = 9; // pixels per frame
const KEYS = { ArrowUp: -1, ArrowDown: 1, ArrowLeft: -1, ArrowRight: 1 };

customElements.define(
  "calendar-moves",
  class extends HTMLElement {
    connectedCallback() {
      this.over = new AbortController();
      const { signal } = this.over;
      this.addEventListener("pointerdown", (event) => this.#press(event), { signal });
      this.addEventListener("keydown", (event) => this.#key(event), { signal });
      this.addEventListener("focusout", () => this.byKeys && this.#leave(this.dataset.canceled), { signal });
      // Prevent the browser’s own link dragging and its long-press menu.
      this.addEventListener("dragstart", (event) => event.preventDefault(), { signal });
      this.addEventListener("contextmenu", (event) => this.finger && event.preventDefault(), { signal });
      // Ignore the click that ends a drag.
      this.addEventListener("click", (event) => this.#swallow(event), { signal, capture: true });
      // A finger doesn’t scroll during a drag.
      const still = (event) => this.drag && event.preventDefault();
      this.addEventListener("touchmove", still, { signal, passive: false });
    }

    disconnectedCallback() {
      this.over.abort();
      this.#end();
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
      if (!block || event.button || !event.isPrimary || this.drag) return;
      const { bottom, height } = block.getBoundingClientRect();
      const edge = EDGE[event.pointerType] ?? EDGE.mouse;
      this.stretches = height > 3 * edge && event.clientY > bottom - edge;
      this.began = { x: event.clientX, y: event.clientY };
      this.at = this.began;
      this.finger = event.pointerType !== "mouse";
      const pointer = new AbortController();
      const listen = (kind, handler) => document.addEventListener(kind, handler, { signal: pointer.signal });
      this.endDrag = () => {
        pointer.abort();
        clearTimeout(this.resting);
        cancelAnimationFrame(this.frameRequest);
        this.finger = false;
      };
      if (this.finger) this.resting = setTimeout(() => this.#take(block), RESTS);
      listen("pointermove", (moved) => this.#follow(moved, block));
      listen("pointerup", () => this.#drop());
      listen("pointercancel", () => this.#cancel());
      listen("keydown", ({ key }) => key === "Escape" && this.#cancel());
    }

    #take(block) {
      this.drag = new Drag(block, this.#frame, { step: STEP });
      this.drag.picture.classList.toggle("stretches", this.stretches);
      this.setAttribute("dragging", "");
      navigator.vibrate?.(8);
      this.#glide();
    }

    #follow(event, block) {
      this.at = { x: event.clientX, y: event.clientY };
      const far = Math.hypot(this.at.x - this.began.x, this.at.y - this.began.y);
      if (this.drag) this.drag.step = event.shiftKey ? FINE : STEP;
      else if (this.finger && far > SHAKES)
        this.endDrag(); // the finger scrolls
      else if (!this.finger && far > NEAR) this.#take(block);
    }

    // Once per frame: move the preview and scroll near the edges.
    #glide() {
      this.frameRequest = requestAnimationFrame(() => {
        if (!this.drag) return;
        this.sides ??= this.#frame.getBoundingClientRect();
        const { left, right } = this.sides;
        if (!this.stretches) this.#frame.scrollLeft += SPEED * this.#beyond(this.at.x, left + BORDER, right - BORDER);
        scrollBy(0, SPEED * this.#beyond(this.at.y, BORDER, innerHeight - BORDER));
        this.drag.goTo(this.at.x, this.at.y - this.began.y, this.stretches);
        this.#glide();
      });
    }

    #beyond(at, least, most) {
      return at < least ? -1 : at > most ? 1 : 0;
    }

    #drop() {
      this.endDrag();
      if (!this.drag) return;
      this.dragged = true;
      setTimeout(() => (this.dragged = false)); // in case no click follows
      this.#send();
    }

    #cancel() {
      this.endDrag();
      this.dragged = Boolean(this.drag);
      this.#end();
    }

    #end() {
      this.drag?.end();
      this.drag = this.sides = undefined;
      this.byKeys = false;
      this.removeAttribute("dragging");
    }

    async #send() {
      const { drag } = this;
      if (!drag.moved) return this.#end();
      const { moves, key } = drag.block.dataset;
      this.drag = undefined;
      this.byKeys = false;
      const address = this.getAttribute(moves).replace("KEY", key);
      await htmx.ajax("POST", address, { source: this, target: "#dialog", swap: "innerHTML", values: drag.values });
      await this.closest("calendar-live").renewed;
      drag.end();
      this.removeAttribute("dragging");
      const block = this.querySelector(`.block[data-key="${key}"]`);
      if (!document.querySelector("dialog[open]")) block?.focus({ preventScroll: true });
    }

    #key(event) {
      const block = event.target.closest("[data-moves]");
      if (!block || event.ctrlKey || event.metaKey || event.altKey) return;
      if (!this.drag) {
        if (event.key.toLowerCase() !== "m") return;
        this.stretches = false;
        this.drag = new Drag(block, this.#frame, { step: STEP });
        this.byKeys = true;
        this.setAttribute("dragging", "");
        const { textContent } = block.querySelector("b");
        this.#say(this.dataset.selected.replace("%(booking)s", () => textContent));
      } else if (this.byKeys && !this.#steer(event)) return;
      event.preventDefault();
    }

    // Returns whether the key was handled.
    #steer({ key, shiftKey }) {
      const way = KEYS[key];
      if (key === "Enter") this.#send();
      else if (key === "Escape") this.#leave(this.dataset.canceled);
      else if (!way) return false;
      else if (key === "ArrowLeft" || key === "ArrowRight") this.drag.aside(way);
      else this.drag.shift(shiftKey ? "minutes" : "start", way);
      if (way) this.#say(this.drag.words());
      return true;
    }

    #leave(words) {
      this.#end();
      this.#say(words);
    }

    #say(words) {
      this.querySelector("[data-says]").textContent = words;
    }
  },
);
