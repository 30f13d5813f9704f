// The cells that search puts venues together by: the tiles of the Web Mercator grid, as search/clusters.py counts them.

export function cellOf({ lat, lng }, precision) {
  const cells = 2 ** precision;
  const y = (1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2;
  return `${precision}/${Math.floor(((lng + 180) / 360) * cells)}/${Math.floor(y * cells)}`;
}

// What a map shows: the venues of the page with their own prices, what else is in sight, and groups of those that are
// too close together, which stand for venues of the page, too. The page's come first, in its order, then from the
// north down.
export function items(page, sight, bounds) {
  const groups = new Map(sight.groups.map((group) => [cellOf(group, sight.precision), asGroup(group, sight.precision)]));
  const alone = [];
  for (const pin of page) {
    const group = groups.get(cellOf(pin, sight.precision));
    if (group) group.hrefs.push(pin.href);
    else if (bounds.contains([pin.lat, pin.lng])) alone.push(asVenue(pin));
  }
  const shown = new Set(page.map(({ href }) => href));
  const others = [...groups.values(), ...sight.pins.filter(({ href }) => !shown.has(href)).map(asVenue)];
  return [...alone, ...others.sort((one, other) => other.lat - one.lat)];
}

function asGroup(group, precision) {
  return { ...group, key: cellOf(group, precision), classes: "group", hrefs: [] };
}

function asVenue(pin) {
  return { ...pin, key: pin.href, classes: pin.deal ? "deal" : "", hrefs: [pin.href] };
}

// South, west, north and east of what is in sight, as an address says it: within the world, and over the date line from
// a greater longitude to a smaller one.
export function boxOf(bounds) {
  const [south, north] = [bounds.getSouth(), bounds.getNorth()].map((lat) => Math.max(-90, Math.min(90, lat)));
  const [west, east] =
    bounds.getEast() - bounds.getWest() >= 360 ? [-180, 180] : [bounds.getWest(), bounds.getEast()].map(wrapped);
  return [south, west, north, east].map((degrees) => Number(degrees.toFixed(4)));
}

function wrapped(lng) {
  return ((((lng + 180) % 360) + 360) % 360) - 180;
}
