// What the provider's calendar needs is loaded where there is one.
if (document.querySelector("calendar-live")) {
  import("./calendar/live.js");
  import("./calendar/moves.js");
}
