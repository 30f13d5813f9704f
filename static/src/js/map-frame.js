// Loads a map only where there is one, and only when it comes near the viewport.
customElements.define(
  "map-frame",
  class extends HTMLElement {
    static observedAttributes = ["data-pins", "data-look"];

    connectedCallback() {
      if (this.observer) return;
      const seen = ([entry]) => entry.isIntersecting && this.#load();
      this.observer = new IntersectionObserver(seen, { rootMargin: "300px" });
      this.observer.observe(this);
    }

    // A swap may move the element within the page, so check a moment later whether it is still connected.
    disconnectedCallback() {
      queueMicrotask(() => {
        if (this.isConnected) return;
        this.observer?.disconnect();
        this.map?.remove();
        this.map = this.observer = undefined;
      });
    }

    // A swap of the list updates the attributes. Update the map once, however many change.
    attributeChangedCallback() {
      if (!this.map?.update || this.waiting) return;
      this.waiting = true;
      queueMicrotask(() => {
        this.waiting = false;
        this.map?.update();
      });
    }

    async #load() {
      this.observer.disconnect();
      const { look, fields } = this.dataset;
      const kind = look ? import("./search-map.js") : fields ? import("./place-pin.js") : import("./map.js");
      const [{ draw }] = await Promise.all([kind, styleSheet(this.dataset.style)]);
      if (this.isConnected) this.map = await draw(this);
    }
  },
);

function styleSheet(href) {
  const link = document.querySelector(`link[href="${href}"]`) ?? document.createElement("link");
  if (link.isConnected) return Promise.resolve();
  return new Promise((resolve) => {
    Object.assign(link, { rel: "stylesheet", href, onload: resolve, onerror: resolve });
    document.head.append(link);
  });
}
