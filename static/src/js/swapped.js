import htmx from "htmx.org";

// Puts a part that came in place of the one that is there, and lets htmx know what it holds.
export function swapped(there, came) {
  there.replaceWith(came);
  htmx.process(came);
}
