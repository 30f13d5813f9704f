import htmx from "htmx.org";

// Replaces an element with a new one, initializes htmx in it, and keeps the focus.
export function replace(old, fresh) {
  const focused = old.contains(document.activeElement) ? document.activeElement.id : "";
  old.replaceWith(fresh);
  htmx.process(fresh);
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}
