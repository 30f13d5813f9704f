import htmx from "htmx.org";

// Puts a part that came in place of the one that is there, lets htmx know what it holds, and leaves the focus where it
// was.
export function replace(there, came) {
  const focused = there.contains(document.activeElement) ? document.activeElement.id : "";
  there.replaceWith(came);
  htmx.process(came);
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}
