// The pin at the venue’s entrance: drag it, select its new place on the map, or use the arrow keys. It writes its
// position to two fields, and follows them.
import { divIcon, marker } from "leaflet/dist/leaflet-src.esm.js";

import { fill } from "./fill.js";
import { ground, labelsOf, open, ringLabels, rings } from "./map.js";

const STEP = 0.0002; // degrees, about 20 meters
const RINGS = [1, 2, 5]; // miles
const WAYS = { ArrowUp: [1, 0], ArrowDown: [-1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

export async function draw(frame) {
  const fields = frame.dataset.fields.split(" ").map((id) => document.getElementById(id));
  const map = open(frame);
  const at = written(fields) ?? [39.8, -98.6];
  const zip = frame.dataset.zip && JSON.parse(frame.dataset.zip);
  map.fitBounds([at, zip?.at ?? at], { padding: [48, 64], maxZoom: 13 });
  const pin = door(at, frame.dataset).addTo(map);
  const labels = labelsOf(map, frame);
  const street = document.getElementById(frame.dataset.streetMap);
  const moved = ({ lat, lng }) => {
    labels?.show();
    street.href = `https://www.openstreetmap.org/?mlat=${lat}&mlon=${lng}#map=18/${lat}/${lng}`;
  };
  const write = ({ lat, lng }) => {
    for (const [nth, degrees] of [lat, lng].entries()) fields[nth].value = degrees.toFixed(5);
    moved({ lat: lat.toFixed(5), lng: lng.toFixed(5) });
  };
  pin.on("dragend", () => write(pin.getLatLng()));
  map.on("click", ({ latlng }) => write(pin.setLatLng(latlng).getLatLng()));
  // The zoom buttons keep the pin in the middle, however the map was moved.
  map.setZoom = (zoom, options) => map.setView(pin.getLatLng(), zoom, { zoom: options });
  pin.getElement().addEventListener("keydown", (event) => {
    const way = WAYS[event.key];
    if (!way) return;
    event.preventDefault();
    event.stopPropagation();
    const far = event.shiftKey ? 10 * STEP : STEP;
    const { lat, lng } = pin.getLatLng();
    pin.setLatLng([lat + way[0] * far, lng + way[1] * far]);
    write(pin.getLatLng());
    map.panInside(pin.getLatLng(), { padding: [40, 40] });
  });
  for (const field of fields) {
    field.addEventListener("change", () => {
      const at = written(fields);
      if (!at) return;
      map.panTo(pin.setLatLng(at).getLatLng());
      moved(pin.getLatLng());
    });
  }
  if (labels && zip) around(map, labels, zip, frame.dataset);
  await ground(map, frame);
  return map;
}

// The position in the two fields, if valid.
function written(fields) {
  const [lat, lng] = fields.map((field) => Number(field.value.replace("−", "-")));
  return Math.abs(lat) <= 90 && Math.abs(lng) <= 180 && (lat || lng) ? [lat, lng] : undefined;
}

function door(at, { door, doorSaid }) {
  const html = document.createElement("span");
  html.className = "pin door";
  html.textContent = door;
  const pin = marker(at, { icon: divIcon({ html, className: "" }), draggable: true, keyboard: true, autoPan: true });
  return pin.on("add", () => pin.getElement().setAttribute("aria-label", doorSaid));
}

// Without tiles, distance rings and the center of the ZIP code show the scale.
function around(map, labels, { code, at }, { ring, middle }) {
  rings(at, RINGS).addTo(map);
  labels.set("zip", [{ at, words: fill(middle, { code }) }, ...ringLabels(at, RINGS, ring)]);
}
