// The map beside a list: the page’s venues and others in view. Moving the map doesn’t change the list until the user
// searches there.

import { boxOf, items } from "./map-cells.js";
import { Pins } from "./map-pins.js";
import { ground, labelsOf, open, ringLabels, rings } from "./map.js";

const PARTIAL = { "HX-Request": "true", "HX-Request-Type": "partial" };
const COUNTRY = [
  [24.5, -125],
  [49.5, -66.9],
];
const RINGS = [5, 10, 25, 50, 100]; // miles
const CLOSEST = 14; // the closest zoom that still shows the surroundings
const STEP = 2; // zoom levels into a cluster
const PART = 12; // degrees of longitude
const NEAR = 0.01; // degrees: the precision of URLs

export async function draw(frame) {
  const shown = new SearchMap(frame);
  await ground(shown.map, frame);
  return shown;
}

class SearchMap {
  constructor(frame) {
    this.frame = frame;
    this.side = frame.parentElement;
    this.again = frame.querySelector(".again");
    this.peek = this.side.querySelector(".peek-place");
    this.map = open(frame, { minZoom: 3 });
    this.labels = labelsOf(this.map, frame);
    this.pins = new Pins(this.map, frame.dataset.pinsKeys, {
      press: (item, byKeyboard) => this.#press(item, byKeyboard),
      light: ({ hrefs }, is) => {
        for (const href of hrefs) rowOf(href)?.classList.toggle("lit", is);
      },
      reach: (item) => this.#bringIn(item),
      leave: () => this.#leave(),
    });
    this.#read();
    this.#lookAtPlace();
    this.#listen();
    this.#moved();
  }

  // The list has changed. The map keeps its view, unless the new search is for another place.
  update() {
    const before = placeOf(this.look);
    this.#read();
    if (placeOf(this.look) !== before && !this.#isThere()) this.#lookAtPlace();
    this.again.hidden = true;
    this.#ask();
  }

  remove() {
    this.gone.abort();
    this.asking?.abort();
    this.sizes.disconnect();
    this.map.remove();
  }

  #read() {
    this.page = JSON.parse(this.frame.dataset.pins);
    this.look = JSON.parse(this.frame.dataset.look);
    this.chosen = this.peek.querySelector(".title-link")?.getAttribute("href") ?? null;
    this.circles?.remove();
    const { center, miles } = this.look;
    const distances = center ? RINGS.filter((ring) => ring <= miles) : [];
    if (this.labels) this.circles = rings(center, distances, "ring far").addTo(this.map);
    this.labels?.set("rings", ringLabels(center, distances, this.frame.dataset.ring));
  }

  #listen() {
    this.gone = new AbortController();
    const { signal } = this.gone;
    this.map.on("moveend", () => this.#moved());
    this.map.on("click", () => this.#close());
    this.sizes = new ResizeObserver(() => this.frame.offsetWidth && this.#quietly(() => this.map.invalidateSize()));
    this.sizes.observe(this.frame);
    this.again.addEventListener("click", (event) => this.#searchHere(event), { signal });
    this.peek.addEventListener("click", ({ target }) => target.closest(".close") && this.#close(), { signal });
    this.peek.addEventListener("keydown", ({ key }) => key === "Escape" && this.#close(), { signal });
    for (const [type, is] of Object.entries({ pointerover: true, focusin: true, pointerout: false, focusout: false })) {
      document.addEventListener(type, ({ target }) => this.#lightOf(target, is), { signal });
    }
  }

  // Highlights the pin of a row on hover or focus.
  #lightOf(target, is) {
    const row = target.closest?.("#list .venue-row");
    if (row) this.pins.light(row.querySelector(".title-link").getAttribute("href"), is);
  }

  #lookAtPlace() {
    const { box, center } = this.look;
    const points = [...this.page.map(({ lat, lng }) => [lat, lng]), ...(center ? [center] : [])];
    const bounds = box ? cornersOf(box) : center || isOnePart(points) ? points : COUNTRY;
    // Pins stand above their points; the card of a venue may cover the bottom.
    const room = box ? {} : { paddingTopLeft: [36, 56], paddingBottomRight: [36, 20 + this.#covered()] };
    this.#quietly(() => this.map.fitBounds(bounds, { ...room, maxZoom: box ? 18 : CLOSEST, animate: false }));
  }

  // Returns whether the map already shows the place of the search, as after “Search this area”.
  #isThere() {
    return (
      this.look.box && boxOf(this.map.getBounds()).every((degrees, n) => Math.abs(degrees - this.look.box[n]) < NEAR)
    );
  }

  // Moves the map without counting it as a move by the user.
  #quietly(move) {
    this.quiet = true;
    move();
    this.quiet = false;
  }

  #moved() {
    const box = boxOf(this.map.getBounds());
    this.again.href = `${this.look.again}${this.look.again.includes("?") ? "&" : "?"}box=${box.join(",")}`;
    if (!this.quiet && this.asking) this.again.hidden = false;
    // The card closes with its pin, but stays if the map is only hidden.
    const seen = this.map.getContainer().checkVisibility();
    if (this.at && seen && !this.map.getBounds().contains(this.at)) this.#close();
    this.#show();
    this.#ask();
  }

  async #ask() {
    this.asking?.abort();
    this.asking = new AbortController();
    const address = new URL(this.look.more, location.href);
    address.searchParams.set("box", boxOf(this.map.getBounds()).join(","));
    address.searchParams.set("zoom", this.map.getZoom());
    try {
      const answer = await fetch(address, { signal: this.asking.signal });
      if (answer.ok) this.sight = await answer.json();
    } catch {
      return; // a newer move, or no response: the page’s own pins stay
    }
    this.#show();
  }

  #show() {
    const sight = this.sight ?? { pins: [], groups: [], precision: 0 };
    const project = (place) => this.map.latLngToContainerPoint(place);
    this.pins.show(items(this.page, sight, this.map.getBounds(), project, this.frame.dataset));
    this.pins.choose(this.chosen);
    this.labels?.show();
  }

  #press(item, byKeyboard) {
    if (item.classes !== "group") this.#open(item, byKeyboard);
    else if (this.map.getZoom() < this.map.getMaxZoom()) {
      this.map.setView([item.lat, item.lng], Math.min(this.map.getZoom() + STEP, this.map.getMaxZoom()));
    } else this.again.click(); // all at one address: the list tells them apart
  }

  async #open(item, byKeyboard) {
    this.chosen = item.href;
    this.pins.choose(item.href);
    const answer = await fetch(item.card, { headers: PARTIAL }).catch(() => null); // no response, or the page is being left
    if (!answer || this.chosen !== item.href) return;
    if (!answer.ok) {
      location.assign(item.href);
      return;
    }
    this.peek.innerHTML = await answer.text();
    this.#bringIn(item);
    this.at = [item.lat, item.lng];
    if (byKeyboard) this.peek.querySelector(".title-link")?.focus();
  }

  #close() {
    const [href, inside] = [this.chosen, this.peek.contains(document.activeElement)];
    this.chosen = this.at = null;
    this.peek.replaceChildren();
    this.pins.choose(null);
    if (inside) this.pins.focusOn(href);
  }

  // How much of the map the venue’s card covers, in pixels.
  #covered() {
    return this.peek.firstElementChild?.offsetHeight ?? 0;
  }

  // Pans so that neither the card nor an edge covers the pin.
  #bringIn({ lat, lng }) {
    const room = { paddingTopLeft: [48, 56], paddingBottomRight: [48, 24 + this.#covered()] };
    this.#quietly(() => this.map.panInside([lat, lng], { ...room, animate: false }));
  }

  // Returns to the list, to the row of the pin if there is one.
  #leave() {
    if (this.peek.firstElementChild) return this.#close();
    const lit = document.querySelector("#list .venue-row.lit .title-link");
    const way = lit ?? document.querySelector("#list .title-link");
    return (way?.checkVisibility() ? way : this.map.getContainer()).focus();
  }

  #searchHere(event) {
    event.preventDefault();
    this.again.hidden = true;
    window.htmx.ajax("GET", this.again.href, {
      source: this.again,
      target: "#results",
      swap: "innerMorph",
      push: "true",
    });
  }
}

function rowOf(href) {
  return document.querySelector(`#list .title-link[href="${CSS.escape(href)}"]`)?.closest(".venue-row");
}

// Returns whether all points are in one part of the country.
function isOnePart(points) {
  const lngs = points.map(([, lng]) => lng);
  return points.length > 0 && Math.max(...lngs) - Math.min(...lngs) < PART;
}

function placeOf({ box, center, miles }) {
  return JSON.stringify([box, center, miles]);
}

function cornersOf([south, west, north, east]) {
  return [
    [south, west],
    [north, east < west ? east + 360 : east],
  ];
}
