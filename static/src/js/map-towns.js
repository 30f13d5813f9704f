// Town names, larger towns first, as many as fit.
import { layerGroup, point } from "leaflet/dist/leaflet-src.esm.js";

import { name } from "./map.js";

const MOST = 14;
const FIRST_ZOOM = 5;
const [LETTER, LINE] = [8, 26]; // pixels, with some space

export class Towns {
  constructor(map, address) {
    this.map = map;
    this.names = layerGroup().addTo(map);
    map.attributionControl.addAttribution("GeoNames"); // required by its license
    fetch(address)
      .then((answer) => answer.json())
      .then((towns) => {
        this.towns = towns;
        this.show();
      })
      .catch(() => {}); // the map works without town names
  }

  show() {
    this.names.clearLayers();
    if (!this.towns || this.map.getZoom() < FIRST_ZOOM) return;
    const bounds = this.map.getBounds();
    const boxes = this.#corners();
    const most = boxes.length + MOST;
    for (const [town, lat, lng] of this.towns) {
      if (boxes.length === most) return;
      if (!bounds.contains([lat, lng])) continue;
      const middle = this.map.latLngToContainerPoint([lat, lng]);
      const room = point((town.length * LETTER) / 2, LINE / 2);
      const box = { middle, room };
      if (boxes.some((other) => overlap(box, other)) || !this.#fits(box)) continue;
      boxes.push(box);
      name([lat, lng], town, "names").addTo(this.names);
    }
  }

  // The corners that the scale and the buttons occupy.
  #corners() {
    const { x, y } = this.map.getSize();
    return [
      { middle: point(50, y - 20), room: point(50, 20) },
      { middle: point(x - 30, 50), room: point(30, 50) },
    ];
  }

  #fits({ middle, room }) {
    const { x, y } = this.map.getSize();
    return middle.x > room.x && middle.x < x - room.x && middle.y > room.y && middle.y < y - room.y;
  }
}

function overlap(one, other) {
  const apart = one.middle.subtract(other.middle);
  const room = one.room.add(other.room);
  return Math.abs(apart.x) < room.x && Math.abs(apart.y) < room.y;
}
