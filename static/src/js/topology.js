// Reads TopoJSON: borders are kept once, as arcs of small steps, and shapes name the arcs they are made of.

export function shapes({ arcs, objects, transform }, name) {
  const lines = arcs.map((arc) => absolute(arc, transform));
  return objects[name].geometries.flatMap(({ type, arcs: polygons }) =>
    (type === "Polygon" ? [polygons] : polygons).map((rings) => rings.map((ring) => joined(ring, lines))),
  );
}

// Steps from point to point -> [latitude, longitude].
function absolute(arc, { scale, translate }) {
  let [x, y] = [0, 0];
  return arc.map(([right, up]) => {
    [x, y] = [x + right, y + up];
    return [y * scale[1] + translate[1], x * scale[0] + translate[0]];
  });
}

// ~n means arc n from its end to its beginning.
function joined(ring, lines) {
  return ring.flatMap((index) => (index < 0 ? lines[~index].toReversed() : lines[index]));
}
