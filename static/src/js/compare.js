// Loaded only by lists of venues and the page that compares them.
if (document.querySelector("compare-bar, [data-compared]")) import("./compare-venues.js");
