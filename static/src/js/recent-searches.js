// Recent searches, stored on this device only and never sent. If storage is blocked, there are none.

const KEY = "recent-searches";
const MOST = 5;

/** Returns { label, href, day } for each, newest first, without those for past days. */
export function recent() {
  const today = new Date().toLocaleDateString("sv"); // 2026-05-14, by the device’s clock
  return stored().filter(({ day }) => !day || day >= today);
}

/** Saves the search of a form, unless it is empty. */
export function remember(form) {
  const { q, near, day, part } = form.elements;
  if (!q.value.trim() && !near.value.trim()) return;
  const fields = [q, near, day, part].filter(({ value }) => value.trim());
  const search = { label: fields.map(text).join(", "), href: address(form, fields), day: day.value };
  keep([search, ...recent().filter(({ href }) => href !== search.href)].slice(0, MOST));
}

export function forget() {
  keep([]);
}

function text(field) {
  // “Today” would be wrong tomorrow.
  const words = field.selectedOptions?.[0].text.replace(/^(Today|Tomorrow), /, "");
  return words ?? field.value.trim();
}

function address(form, fields) {
  const values = fields.map(({ name, value }) => [name, value.trim()]);
  return `${new URL(form.action).pathname}?${new URLSearchParams(values)}`;
}

function stored() {
  try {
    const found = JSON.parse(localStorage.getItem(KEY)) ?? [];
    return found.filter(({ label, href }) => label && /^\/(?!\/)/.test(href));
  } catch {
    return [];
  }
}

function keep(searches) {
  try {
    localStorage.setItem(KEY, JSON.stringify(searches));
  } catch {
    // Storage is blocked or full.
  }
}
