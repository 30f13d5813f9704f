// Progressive enhancement only: every link and form works without these scripts.
import "htmx.org";

import "./busy.js";
import "./calendar.js";
import "./compare.js";
import "./copy-text.js";
import "./counted-text.js";
import "./day-strip.js";
import "./end-follows.js";
import "./enter-moves.js";
import "./focus-point.js";
import "./focus.js";
import "./hold-clock.js";
import "./hours/time-field.js";
import "./hours/week-editor.js";
import "./loading.js";
import "./map-frame.js";
import "./menu.js";
import "./modal-sheet.js";
import "./note-words.js";
import "./order-list.js";
import "./password-field.js";
import "./auto-submit.js";
import "./photo-upload.js";
import "./print-page.js";
import "./queue-keys.js";
import "./search-field.js";
import "./signature-pad.js";
import "./theme-switch.js";
import "./toast-message.js";
import "./request-errors.js";
import "./preserve-input.js";
import "./zone-note.js";

// Only the pages to redeem a gift card have it.
if (document.querySelector("gift-code")) import("./gift-code.js");
// Only pages for logging in have it.
if (document.querySelector("passkey-form")) import("./passkey-form.js");
