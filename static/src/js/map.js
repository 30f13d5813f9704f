// The base map: the states, or tiles if configured, distance rings, and a pin for a single venue.
import {
  circle,
  control,
  divIcon,
  geoJSON,
  layerGroup,
  map as leaflet,
  marker,
  tileLayer,
} from "leaflet/dist/leaflet-src.esm.js";
import feature from "topojson-client/src/feature.js";

import { fill } from "./fill.js";

const MILE = 1609.344; // meters
const DEGREE = 111320; // meters, of latitude
const RINGS = [1, 2, 5, 10]; // miles
const CENSUS = "U.S. Census Bureau";

export async function draw(frame) {
  const { pins, center, zoom } = frame.dataset;
  const map = open(frame);
  const middle = center && JSON.parse(center);
  look(map, JSON.parse(pins), middle, Number(zoom));
  if (middle && !frame.dataset.tiles) rings(middle, RINGS, frame.dataset.ring).addTo(map);
  for (const place of JSON.parse(pins)) pin(map, place);
  await ground(map, frame);
  return map;
}

// Opens an empty map. It doesn’t animate if the user prefers reduced motion.
export function open(frame, { minZoom = 4 } = {}) {
  const moves = !matchMedia("(prefers-reduced-motion: reduce)").matches;
  const canvas = frame.querySelector(".canvas");
  const map = leaflet(canvas, {
    minZoom,
    maxZoom: 18,
    zoomControl: false,
    scrollWheelZoom: false, // scrolling scrolls the page
    zoomAnimation: moves,
    fadeAnimation: moves,
    markerZoomAnimation: moves,
    inertia: moves,
  });
  map.attributionControl.setPrefix(false);
  // Leaflet focuses the map when one of its buttons is pressed; don’t let that scroll the page.
  canvas.focus = (options) => HTMLElement.prototype.focus.call(canvas, { preventScroll: true, ...options });
  canvas.setAttribute("role", "group");
  canvas.setAttribute("aria-label", frame.dataset.keys);
  control.zoom({ position: "topright", zoomInText: "+", zoomOutText: "−" }).addTo(map);
  control.scale({ metric: false, position: "bottomleft" }).addTo(map);
  return map;
}

export async function ground(map, { dataset: { tiles, credit, states } }) {
  if (tiles) {
    tileLayer(tiles, { attribution: credit, maxZoom: 18 }).addTo(map);
    return;
  }
  map.attributionControl.addAttribution(CENSUS);
  const topology = await fetch(states).then((answer) => answer.json());
  const style = { className: "state", fillOpacity: 1, smoothFactor: 1 };
  geoJSON(feature(topology, "states"), { interactive: false, style }).addTo(map).bringToBack();
}

// Shows all pins, or one place at the requested zoom.
function look(map, places, center, zoom) {
  const points = [...places.map(({ lat, lng }) => [lat, lng]), ...(center ? [center] : [])];
  if (points.length === 1) map.setView(points[0], zoom);
  else map.fitBounds(points, { padding: [48, 48], maxZoom: zoom });
}

// Draws circles of these miles around a place, each with its label (`text`, with {miles}) at the north.
export function rings(center, distances, text, { pane, className = "ring" } = {}) {
  const drawn = distances.flatMap((miles) => [
    circle(center, { radius: miles * MILE, className, interactive: false }),
    name([center[0] + (miles * MILE) / DEGREE, center[1]], fill(text, { miles }), pane),
  ]);
  return layerGroup(drawn);
}

// A label at a place, not interactive.
export function name(at, words, pane = "markerPane") {
  const html = document.createElement("span");
  html.className = "place-name";
  html.textContent = words;
  return marker(at, { icon: divIcon({ html, className: "" }), interactive: false, keyboard: false, pane });
}

// Decorative: the text beside the map says the same.
function pin(map, { lat, lng, label, deal, current }) {
  const html = document.createElement("span");
  html.className = `pin${deal ? " deal" : ""}`;
  html.textContent = label;
  if (current) html.setAttribute("aria-current", "true");
  marker([lat, lng], { icon: divIcon({ html, className: "" }), keyboard: false, interactive: false }).addTo(map);
}
