// The base map: states, counties and towns, or tiles if configured, distance rings, and a pin for a single venue.
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
import { counties } from "./map-counties.js";
import { Labels } from "./map-labels.js";

const MILE = 1609.344; // meters
const DEGREE = 111320; // meters, of latitude
const RINGS = [1, 2, 5, 10]; // miles
const CENSUS = "U.S. Census Bureau";

export async function draw(frame) {
  const { pins, center, zoom } = frame.dataset;
  const map = open(frame);
  const middle = center && JSON.parse(center);
  look(map, JSON.parse(pins), middle, Number(zoom));
  for (const place of JSON.parse(pins)) pin(map, place);
  const labels = labelsOf(map, frame);
  if (middle && labels) rings(middle, RINGS).addTo(map);
  if (middle) labels?.set("rings", ringLabels(middle, RINGS, frame.dataset.ring));
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

// The labels of a drawn map, or null: tiles have their own.
export function labelsOf(map, { dataset: { tiles, towns } }) {
  return tiles ? null : new Labels(map, towns);
}

export async function ground(map, { dataset: { tiles, credit, states, counties: lines } }) {
  if (tiles) {
    tileLayer(tiles, { attribution: credit, maxZoom: 18 }).addTo(map);
    return;
  }
  map.attributionControl.addAttribution(CENSUS);
  const topology = await fetch(states).then((answer) => answer.json());
  const style = { className: "state", fillOpacity: 1, smoothFactor: 1 };
  const drawn = geoJSON(feature(topology, "states"), { interactive: false, style }).addTo(map).bringToBack();
  counties(map, drawn, lines).catch(() => {}); // the map works without counties
}

// Shows all pins, or one place at the requested zoom.
function look(map, places, center, zoom) {
  const points = [...places.map(({ lat, lng }) => [lat, lng]), ...(center ? [center] : [])];
  if (points.length === 1) map.setView(points[0], zoom);
  else map.fitBounds(points, { padding: [48, 48], maxZoom: zoom });
}

// Draws circles of these miles around a place.
export function rings(center, distances, className = "ring") {
  return layerGroup(distances.map((miles) => circle(center, { radius: miles * MILE, className, interactive: false })));
}

// The labels of those circles, each at the north of its circle: `text` with {miles}.
export function ringLabels(center, distances, text) {
  return distances.map((miles) => ({
    at: [center[0] + (miles * MILE) / DEGREE, center[1]],
    words: fill(text, { miles }),
  }));
}

// Decorative: the text beside the map says the same.
function pin(map, { lat, lng, label, deal, current }) {
  const html = document.createElement("span");
  html.className = `pin${deal ? " deal" : ""}`;
  html.textContent = label;
  if (current) html.setAttribute("aria-current", "true");
  marker([lat, lng], { icon: divIcon({ html, className: "" }), keyboard: false, interactive: false }).addTo(map);
}
