// The map: the states as its ground, rings of distance, map tiles where there are any, and the pins.
import { circle, control, divIcon, map as leaflet, marker, polygon, tileLayer } from "leaflet/dist/leaflet-src.esm.js";

import { shapes } from "./topology.js";

const MILE = 1609.344; // meters
const RINGS = [1, 2, 5, 10]; // miles

export async function draw(canvas, { pins, center, states, tiles, credit, zoom }) {
  const places = JSON.parse(pins);
  const map = leaflet(canvas, { attributionControl: Boolean(tiles), zoomControl: false, minZoom: 4, maxZoom: 18 });
  look(map, places, center && JSON.parse(center), Number(zoom));
  control.zoom({ position: "topright" }).addTo(map);
  control.scale({ metric: false, position: "topleft" }).addTo(map);
  if (tiles) tileLayer(tiles, { attribution: credit, maxZoom: 18 }).addTo(map);
  else await ground(map, states);
  if (center && !tiles) rings(map, JSON.parse(center));
  for (const place of places) pin(map, place);
  return map;
}

// All pins in sight, or the one at the zoom that was asked for.
function look(map, places, center, zoom) {
  const points = [...places.map(({ lat, lng }) => [lat, lng]), ...(center ? [center] : [])];
  if (points.length === 1) map.setView(points[0], zoom);
  else map.fitBounds(points, { padding: [48, 48], maxZoom: zoom });
}

async function ground(map, address) {
  const topology = await fetch(address).then((answer) => answer.json());
  for (const rings of shapes(topology, "states")) {
    polygon(rings, { className: "state", interactive: false, fillOpacity: 1, smoothFactor: 1 }).addTo(map);
  }
}

function rings(map, center) {
  for (const miles of RINGS) {
    circle(center, { radius: miles * MILE, className: "ring", interactive: false }).addTo(map);
    const north = center[0] + (miles * MILE) / 111320;
    label(map, [north, center[1]], `${miles} mi`);
  }
}

function label(map, at, words) {
  const html = document.createElement("span");
  html.className = "place-name";
  html.textContent = words;
  marker(at, { icon: divIcon({ html, className: "" }), interactive: false, keyboard: false }).addTo(map);
}

// The list beside the map holds the same venues: pins are for pointing, so the keyboard goes through the list.
function pin(map, { lat, lng, label: words, name, href, deal, current }) {
  const html = document.createElement(href ? "a" : "span");
  html.className = `pin${deal ? " deal" : ""}`;
  html.textContent = words;
  if (href) Object.assign(html, { href, tabIndex: -1, title: name });
  if (current) html.setAttribute("aria-current", "true");
  const icon = divIcon({ html, className: "" });
  marker([lat, lng], { icon, keyboard: false, riseOnHover: true, zIndexOffset: current ? 1000 : 0 }).addTo(map);
}
