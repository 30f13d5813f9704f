// The last searches, kept on this device alone: nothing of it is sent. Where the browser keeps nothing for us, there are
// none.

const KEY = "recent-searches";
const MOST = 5;

/** { label, href, day } of each, the newest first; those for a day that is over are left out. */
export function recent() {
  const today = new Date().toLocaleDateString("sv"); // 2026-05-14, by the clock of the device
  return kept().filter(({ day }) => !day || day >= today);
}

/** What a form of a search asks for, unless it asks for nothing. */
export function remember(form) {
  const { q, near, day, part } = form.elements;
  if (!q.value.trim() && !near.value.trim()) return;
  const asked = [q, near, day, part].filter(({ value }) => value.trim());
  const search = { label: asked.map(said).join(", "), href: address(form, asked), day: day.value };
  keep([search, ...recent().filter(({ href }) => href !== search.href)].slice(0, MOST));
}

export function forget() {
  keep([]);
}

function said(field) {
  // Today is another day tomorrow.
  const words = field.selectedOptions?.[0].text.replace(/^(Today|Tomorrow), /, "");
  return words ?? field.value.trim();
}

function address(form, asked) {
  const values = asked.map(({ name, value }) => [name, value.trim()]);
  return `${new URL(form.action).pathname}?${new URLSearchParams(values)}`;
}

function kept() {
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
    // It keeps nothing, then.
  }
}
