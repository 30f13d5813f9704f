// The point of a picture that every crop must show: tapped, dragged, or moved with the arrow keys. The nine places below
// are the form itself; any other point is the tenth.

const STEP = 5; // hundredths: crops know no smaller ones
const ARROWS = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };

customElements.define(
  "focus-point",
  class extends HTMLElement {
    connectedCallback() {
      this.whole = this.querySelector("[data-whole]");
      this.mark = this.whole.querySelector(".mark");
      this.whole.addEventListener("pointerdown", (event) => this.#follow(event));
      this.mark.addEventListener("keydown", (event) => this.#step(event));
      this.addEventListener("change", ({ target }) => target.name === "focus" && this.#show(this.#point));
    }

    get #radios() {
      return [...this.querySelectorAll("input[name=focus]")];
    }

    get #point() {
      return (this.#radios.find((radio) => radio.checked)?.value ?? "50-50").split("-").map(Number);
    }

    #step(event) {
      const by = ARROWS[event.key];
      if (!by) return;
      event.preventDefault();
      const [x, y] = this.#point;
      this.#choose([x + by[0], y + by[1]]);
    }

    #follow(event) {
      if (event.button) return;
      event.preventDefault();
      this.mark.focus();
      this.whole.setPointerCapture(event.pointerId);
      const over = new AbortController();
      const here = ({ clientX, clientY }) => {
        const { left, top, width, height } = this.whole.getBoundingClientRect();
        this.#choose([(100 * (clientX - left)) / width, (100 * (clientY - top)) / height]);
      };
      here(event);
      this.whole.addEventListener("pointermove", here, { signal: over.signal });
      for (const end of ["pointerup", "pointercancel"]) {
        this.whole.addEventListener(end, () => over.abort(), { signal: over.signal });
      }
    }

    #choose(point) {
      const [x, y] = point.map((part) => Math.min(100, Math.max(0, Math.round(part / STEP) * STEP)));
      const value = `${x}-${y}`;
      const own = this.querySelector(".own");
      const place = this.#radios.find((radio) => radio.value === value && !own.contains(radio));
      const chosen = place ?? own.querySelector("input");
      if (!place) chosen.value = value;
      own.hidden = Boolean(place);
      chosen.checked = true;
      this.#show([x, y]);
      this.querySelector("[data-said]").textContent = `${x}% from the left, ${y}% from the top`;
    }

    #show([x, y]) {
      const shown = [this.whole, ...this.querySelectorAll("[data-crop] .picture")];
      for (const element of shown) {
        element.classList.remove(...[...element.classList].filter((name) => /^f[xy]-/.test(name)));
        element.classList.add(`fx-${x}`, `fy-${y}`);
      }
    }
  },
);
