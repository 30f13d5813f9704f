// The pin at the venue’s entrance: drag it or use the arrow keys. It writes its position to two fields, and follows
// them.
import { divIcon, marker } from "leaflet/dist/leaflet-src.esm.js";

import { fill } from "./fill.js";
import { ground, name, open, rings } from "./map.js";

const STEP = 0.0002; // degrees, about 20 meters
const WAYS = { ArrowUp: [1, 0], ArrowDown: [-1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

export async function draw(frame) {
  const fields = frame.dataset.fields.split(" ").map((id) => document.getElementById(id));
  const map = open(frame);
  map.setView(written(fields) ?? [39.8, -98.6], 14);
  const pin = door(map.getCenter(), frame.dataset).addTo(map);
  const write = ({ lat, lng }) => {
    for (const [nth, degrees] of [lat, lng].entries()) fields[nth].value = degrees.toFixed(5);
  };
  pin.on("dragend", () => write(pin.getLatLng()));
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
      if (at) map.panTo(pin.setLatLng(at).getLatLng());
    });
  }
  around(map, frame);
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
function around(map, { dataset: { zip, tiles, ring, middle } }) {
  if (!zip || tiles) return;
  const { code, at } = JSON.parse(zip);
  rings(at, [1, 2, 5], ring).addTo(map);
  name(at, fill(middle, { code })).addTo(map);
}
