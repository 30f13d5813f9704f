// The cells by which search groups venues: tiles of the Web Mercator grid, computed as in search/clusters.py.

import { fill } from "./fill.js";

const ROOM = { x: 30, y: 26 }; // pixels: a pin with less room can’t be pressed
const ABOVE = 21; // pixels: pins stand on their points, clusters are centered

export function cellOf({ lat, lng }, precision) {
  const cells = 2 ** precision;
  const y = (1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2;
  return `${precision}/${Math.floor(((lng + 180) / 360) * cells)}/${Math.floor(y * cells)}`;
}

// Returns what a map shows: the page’s venues with their prices, other venues in view, and clusters of venues that are
// too close together, including those of the page. The page’s venues come first, in page order, then the rest from
// north to south. `project` converts a place to a screen position; `texts` are those of clusters.
export function items(page, sight, bounds, project, texts) {
  const groups = new Map(
    sight.groups.map((group) => [cellOf(group, sight.precision), asGroup(group, sight.precision, texts)]),
  );
  const alone = [];
  for (const pin of page) {
    const group = groups.get(cellOf(pin, sight.precision));
    if (group) group.hrefs.push(pin.href);
    else if (bounds.contains([pin.lat, pin.lng])) alone.push(asVenue(pin));
  }
  const shown = new Set(page.map(({ href }) => href));
  const others = [...groups.values(), ...sight.pins.filter(({ href }) => !shown.has(href)).map(asVenue)];
  return apart([...alone, ...others.sort((one, other) => other.lat - one.lat)], project, texts);
}

// Merges items on both sides of a cell’s border that would overlap.
function apart(found, project, texts) {
  const middle = (item) => {
    const { x, y } = project(item);
    return { x, y: item.classes === "group" ? y : y - ABOVE };
  };
  const placed = [];
  for (const item of found) {
    const here = middle(item);
    const near = placed.find(({ at }) => Math.abs(at.x - here.x) < ROOM.x && Math.abs(at.y - here.y) < ROOM.y);
    if (near) {
      near.item = together(near.item, item, texts);
      near.at = middle(near.item);
    } else {
      placed.push({ item, at: here });
    }
  }
  return placed.map(({ item }) => item);
}

// Merges two items at the position of the first.
function together(one, other, texts) {
  const number = (one.number ?? 1) + (other.number ?? 1);
  const cheaper = (other.cents ?? Infinity) < (one.cents ?? Infinity) ? other : one;
  const { lat, lng, key } = one;
  const group = { lat, lng, number, cents: cheaper.cents, price: cheaper.price ?? cheaper.label, label: `${number}` };
  return { ...named(group, texts), key: `with ${key}`, classes: "group", hrefs: [...one.hrefs, ...other.hrefs] };
}

function asGroup(group, precision, texts) {
  return { ...named(group, texts), key: cellOf(group, precision), classes: "group", hrefs: [] };
}

function named(group, { group: text, groupFrom }) {
  const description = fill(group.cents === null ? text : groupFrom, { number: group.label, price: group.price });
  return { ...group, description };
}

function asVenue(pin) {
  return { ...pin, key: pin.href, classes: pin.deal ? "deal" : "", hrefs: [pin.href] };
}

// Returns south, west, north and east of the view as in a URL: within the world, and from a greater to a smaller
// longitude across the date line.
export function boxOf(bounds) {
  const [south, north] = [bounds.getSouth(), bounds.getNorth()].map((lat) => Math.max(-90, Math.min(90, lat)));
  const [west, east] =
    bounds.getEast() - bounds.getWest() >= 360 ? [-180, 180] : [bounds.getWest(), bounds.getEast()].map(wrapped);
  return [south, west, north, east].map((degrees) => Number(degrees.toFixed(4)));
}

function wrapped(lng) {
  return ((((lng + 180) % 360) + 360) % 360) - 180;
}
