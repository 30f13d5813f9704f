// Pins as buttons: one tab stop for all of them, and arrow keys between them.
import { divIcon, marker } from "leaflet/dist/leaflet-src.esm.js";

const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

const POINTED = 8; // pixels from a pin’s edge within which its tip can’t be

export class Pins {
  #marks = new Map(); // by key, in tab order
  #stop = null; // the key of the pin in the tab order

  // Callbacks: `on.press(item, byKeyboard)`, `on.light(item, is)` on hover, `on.reach(item)` on keyboard focus,
  // `on.leave()` when the keyboard leaves the pins.
  constructor(map, label, on) {
    this.map = map;
    this.on = on;
    const group = map.getPane("markerPane");
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", label);
    group.addEventListener("keydown", (event) => this.#key(event));
  }

  // Each item has key, lat, lng, label, description, classes, and `hrefs`, the URLs of its venues.
  show(items) {
    const lost = this.#focused();
    const before = this.#marks;
    this.#marks = new Map(items.map((item) => [item.key, before.get(item.key) ?? this.#make(item)]));
    for (const [key, mark] of before) if (!this.#marks.has(key)) mark.marker.remove();
    for (const item of items) this.#write(this.#marks.get(item.key), item);
    this.#spread();
    if (!this.#marks.has(this.#stop)) this.#stop = items[0]?.key ?? null;
    if (lost && !this.#marks.has(lost.item.key)) this.focus(this.#nearest(lost.item));
    this.#rove();
  }

  choose(href) {
    for (const mark of this.#marks.values()) {
      if (mark.item.hrefs.includes(href)) mark.button.setAttribute("aria-current", "true");
      else mark.button.removeAttribute("aria-current");
      this.#raise(mark);
    }
  }

  light(href, is) {
    for (const mark of this.#marks.values()) {
      if (!mark.item.hrefs.includes(href)) continue;
      mark.button.classList.toggle("lit", is);
      this.#raise(mark);
    }
  }

  // Returns whether there was a pin to focus.
  focus(key) {
    const mark = this.#marks.get(key);
    if (!mark) return false;
    this.#stop = key;
    this.#rove();
    this.on.reach(mark.item);
    mark.button.focus({ preventScroll: true }); // the page doesn’t scroll; the map has moved if needed
    return true;
  }

  focusOn(href) {
    const mark = [...this.#marks.values()].find(({ item }) => item.hrefs.includes(href));
    return this.focus(mark?.item.key ?? this.#stop);
  }

  #make(item) {
    const button = document.createElement("button");
    button.type = "button";
    const mark = { button, item };
    const icon = divIcon({ html: button, className: "" });
    mark.marker = marker([item.lat, item.lng], { icon, keyboard: false, riseOnHover: true }).addTo(this.map);
    mark.marker.on("click", ({ originalEvent }) => this.on.press(mark.item, originalEvent.detail === 0));
    for (const name of ["pointerenter", "focus"]) button.addEventListener(name, () => this.on.light(mark.item, true));
    for (const name of ["pointerleave", "blur"]) button.addEventListener(name, () => this.on.light(mark.item, false));
    button.addEventListener("focus", () => {
      this.#stop = mark.item.key;
      this.#rove();
    });
    return mark;
  }

  #write(mark, item) {
    mark.item = item;
    mark.marker.setLatLng([item.lat, item.lng]);
    const lit = mark.button.classList.contains("lit");
    mark.button.className = `pin ${item.classes}${lit ? " lit" : ""}`;
    mark.button.textContent = item.label;
    mark.button.setAttribute("aria-label", item.description);
  }

  // Moves pins that cover earlier ones aside, as far as their tips still point at their places, or else up.
  #spread() {
    const placed = [];
    for (const { item, button } of this.#marks.values()) {
      const { x, y } = this.map.latLngToLayerPoint([item.lat, item.lng]);
      const [width, height] = [button.offsetWidth, button.offsetHeight];
      const isGroup = item.classes === "group";
      const at = (right, up) => ({
        left: x - width / 2 + right,
        top: (isGroup ? y - height / 2 : y - height - 5) - up,
      });
      const box = (way) => ({ ...at(...way), width, height });
      const clear = (way) => placed.every((other) => !overlap(box(way), other));
      const ways = isGroup ? [[0, 0]] : aside(box([0, 0]), placed);
      const way = ways.find(clear) ?? [0, 0]; // no room anywhere: it lies on the others
      placed.push(box(way));
      button.style.setProperty("--right", `${way[0]}px`);
      button.style.setProperty("--up", `${way[1]}px`);
      button.classList.toggle("raised", way[1] > 0);
    }
  }

  #raise({ marker, button }) {
    marker.setZIndexOffset(button.matches(".lit, [aria-current]") ? 10_000 : 0);
  }

  #rove() {
    for (const [key, { button }] of this.#marks) button.tabIndex = key === this.#stop ? 0 : -1;
  }

  #focused() {
    return [...this.#marks.values()].find(({ button }) => button === document.activeElement);
  }

  #nearest({ lat, lng }) {
    const away = ({ item }) => this.map.distance([lat, lng], [item.lat, item.lng]);
    const sorted = [...this.#marks.values()].sort((one, other) => away(one) - away(other));
    return sorted[0]?.item.key;
  }

  #key(event) {
    const aim = this.#aim(event.key);
    if (event.key === "Escape") this.on.leave();
    else if (aim === undefined) return;
    else this.focus(aim);
    event.preventDefault();
    event.stopPropagation();
  }

  #aim(key) {
    const keys = [...this.#marks.keys()];
    if (key === "Home") return keys[0];
    if (key === "End") return keys.at(-1);
    if (key in STEPS) return keys.at((keys.indexOf(this.#stop) + STEPS[key]) % keys.length);
    return undefined;
  }
}

// The ways in which a box can move away from others, [pixels right, pixels up], the shortest first.
function aside(box, placed) {
  const inWay = placed.filter((other) => overlap(box, other));
  const most = box.width / 2 - POINTED;
  const sideways = inWay.flatMap(({ left, width }) => [left + width + 2 - box.left, left - 2 - box.width - box.left]);
  const up = inWay.map(({ top }) => box.top + box.height + 2 - top);
  const ways = [
    ...sideways.filter((right) => Math.abs(right) <= most).map((right) => [right, 0]),
    ...up.map((far) => [0, far]),
  ];
  return [[0, 0], ...ways.sort((one, other) => Math.hypot(...one) - Math.hypot(...other))];
}

function overlap(one, other) {
  return (
    one.left < other.left + other.width &&
    other.left < one.left + one.width &&
    one.top < other.top + other.height &&
    other.top < one.top + one.height
  );
}
