// A map is loaded only where there is one, and only once it comes near the window.
customElements.define(
  "map-frame",
  class extends HTMLElement {
    connectedCallback() {
      const seen = ([entry]) => entry.isIntersecting && this.#load();
      this.observer = new IntersectionObserver(seen, { rootMargin: "300px" });
      this.observer.observe(this);
    }

    disconnectedCallback() {
      this.observer.disconnect();
      this.map?.remove();
    }

    async #load() {
      this.observer.disconnect();
      const [{ draw }] = await Promise.all([import("./map.js"), styleSheet(this.dataset.style)]);
      if (!this.isConnected) return;
      this.querySelector(".without").hidden = true;
      this.map = await draw(this.querySelector(".canvas"), this.dataset);
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
