import htmx from "htmx.org";

// Replaces an element with a new one, initializes htmx in it, and keeps the focus.
export function replace(there, came) {
  const focused = there.contains(document.activeElement) ? document.activeElement.id : "";
  there.replaceWith(came);
  htmx.process(came);
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}
