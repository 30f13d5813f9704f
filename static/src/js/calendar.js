// Loads the scripts of the provider’s calendar on pages that have one.
if (document.querySelector("calendar-live")) {
  import("./calendar/live.js");
  import("./calendar/moves.js");
}
