// Names on a drawn map: its own labels (distances, the center of a ZIP code), then towns, larger ones first, as many as
// fit. Pins come first: a label moves away from a pin, or hides. Labels don’t overlap each other.
import { divIcon, layerGroup, marker, point } from "leaflet/dist/leaflet-src.esm.js";

const MOST = 16;
const LINE = 20; // pixels
const GAP = 3; // pixels around a label
const SIZES = [
  // The largest towns have the largest letters: how many towns, the width of a letter in pixels, and the class.
  [50, 9.5, "place-name city"],
  [300, 8.5, "place-name town"],
  [Infinity, 7.5, "place-name"],
];
// Where a label goes: at its place, else below, above, or beside it, in heights of a line.
const SHIFTS = [
  [0, 0],
  [0, 1.1],
  [0, -1.1],
  [0, 2],
];

export class Labels {
  #own = new Map(); // by name of the group: [{at, words}]

  constructor(map, address) {
    this.map = map;
    map.getPane("names") ?? map.createPane("names").setAttribute("aria-hidden", "true");
    this.drawn = layerGroup().addTo(map);
    map.attributionControl.addAttribution("GeoNames"); // required by its license
    map.on("moveend", () => this.show());
    fetch(address)
      .then((answer) => answer.json())
      .then((towns) => {
        this.towns = towns;
        this.show();
      })
      .catch(() => {}); // the map works without town names
  }

  // Sets a group of the map’s own labels, each at a place ([lat, lng]) with its words.
  set(group, labels) {
    this.#own.set(group, labels);
    this.show();
  }

  // Places all labels again. Call it when pins have moved; a moved map does it itself.
  show() {
    if (!this.map._loaded) return; // it has no view yet
    this.drawn.clearLayers();
    const taken = [...this.#corners(), ...this.#pins()];
    for (const { at, words } of [...this.#own.values()].flat()) this.#place(at, words, SIZES.at(-1), taken);
    const bounds = this.map.getBounds();
    let left = MOST;
    for (const [number, [town, lat, lng]] of (this.towns ?? []).entries()) {
      if (left === 0) return;
      if (!bounds.contains([lat, lng])) continue;
      if (
        this.#place(
          [lat, lng],
          town,
          SIZES.find(([most]) => number < most),
          taken,
        )
      )
        left -= 1;
    }
  }

  // Draws a label where there is room for it, and returns whether there is.
  #place(at, words, [, letter, classes], taken) {
    const place = this.map.latLngToContainerPoint(at);
    const room = point((words.length * letter) / 2 + GAP, LINE / 2 + GAP);
    for (const [right, down] of SHIFTS) {
      const box = { middle: place.add([right * LINE, down * LINE]), room };
      if (!this.#fits(box) || taken.some((other) => overlap(box, other))) continue;
      taken.push(box);
      label(this.map.containerPointToLatLng(box.middle), words, classes).addTo(this.drawn);
      return true;
    }
    return false;
  }

  // The boxes of the pins, as they are on the screen.
  #pins() {
    const canvas = this.map.getContainer();
    const { left, top } = canvas.getBoundingClientRect();
    return [...canvas.querySelectorAll(".pin")].map((pin) => {
      const box = pin.getBoundingClientRect();
      const middle = point(box.left - left + box.width / 2, box.top - top + box.height / 2 + GAP);
      return { middle, room: point(box.width / 2, box.height / 2 + GAP) };
    });
  }

  // The corners that the scale, the credits and the buttons occupy.
  #corners() {
    const { x, y } = this.map.getSize();
    return [
      { middle: point(50, y - 20), room: point(50, 20) },
      { middle: point(x - 90, y - 8), room: point(90, 8) },
      { middle: point(x - 30, 50), room: point(30, 50) },
    ];
  }

  #fits({ middle, room }) {
    const { x, y } = this.map.getSize();
    return middle.x > room.x && middle.x < x - room.x && middle.y > room.y && middle.y < y - room.y;
  }
}

function label(at, words, classes) {
  const html = document.createElement("span");
  html.className = classes;
  html.textContent = words;
  return marker(at, { icon: divIcon({ html, className: "" }), interactive: false, keyboard: false, pane: "names" });
}

function overlap(one, other) {
  const apart = one.middle.subtract(other.middle);
  const room = one.room.add(other.room);
  return Math.abs(apart.x) < room.x && Math.abs(apart.y) < room.y;
}
