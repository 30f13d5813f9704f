// Lets a guest draw a signature; the hidden field gets its lines. Without scripts, guests type their name.
const WIDTH = 600;
const HEIGHT = 200;
const NEAR = 3; // units between points, so that a signature stays short

customElements.define(
  "signature-pad",
  class extends HTMLElement {
    connectedCallback() {
      this.area = this.querySelector("svg");
      this.path = this.querySelector("path");
      this.field = this.querySelector("input");
      this.clear = this.querySelector("[data-clear]");
      this.area.addEventListener("pointerdown", (event) => this.#begin(event));
      this.area.addEventListener("pointermove", (event) => this.#go(event));
      this.clear.addEventListener("click", () => this.#show(""));
      this.#show(this.field.value);
    }

    #begin(event) {
      this.area.setPointerCapture(event.pointerId);
      this.last = this.#at(event);
      this.#show(`${this.field.value}M${this.last.join(" ")}L${this.last.join(" ")}`);
    }

    #go(event) {
      if (!this.area.hasPointerCapture(event.pointerId)) return;
      const [x, y] = this.#at(event);
      if (Math.hypot(x - this.last[0], y - this.last[1]) < NEAR) return;
      this.last = [x, y];
      this.#show(`${this.field.value}L${x} ${y}`);
    }

    #at({ clientX, clientY }) {
      const box = this.area.getBoundingClientRect();
      const within = (share, most) => Math.min(most, Math.max(0, Math.round(share * most)));
      return [within((clientX - box.left) / box.width, WIDTH), within((clientY - box.top) / box.height, HEIGHT)];
    }

    #show(lines) {
      this.field.value = lines;
      this.path.setAttribute("d", lines);
      this.clear.hidden = !lines;
    }
  },
);
