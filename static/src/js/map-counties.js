// The lines between counties, loaded for each state that the map shows, from a zoom where they mean something.
import { geoJSON } from "leaflet/dist/leaflet-src.esm.js";
import feature from "topojson-client/src/feature.js";

const FIRST_ZOOM = 7;

// `states` is the layer of the states, `address` the file that names the file of each.
export async function counties(map, states, address) {
  const files = await fetch(address).then((answer) => answer.json());
  const asked = new Set();
  const load = () => {
    if (map.getZoom() < FIRST_ZOOM) return;
    const bounds = map.getBounds();
    states.eachLayer((state) => {
      const file = files[state.feature.id];
      if (!file || asked.has(file) || !bounds.intersects(state.getBounds())) return;
      asked.add(file);
      fetch(new URL(file, new URL(address, location.href)))
        .then((answer) => answer.json())
        .then((topology) => draw(map, states, topology))
        .catch(() => asked.delete(file)); // the next move tries again
    });
  };
  map.on("moveend", load);
  load();
}

function draw(map, states, topology) {
  if (!map.getContainer().isConnected) return;
  const style = { className: "county", fill: false, smoothFactor: 1 };
  geoJSON(feature(topology, "lines"), { interactive: false, style }).addTo(map).bringToBack();
  states.bringToBack();
}
