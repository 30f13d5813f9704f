// Everything here makes pages quicker or kinder; none is needed: links and forms work alone.
import "htmx.org";

import "./busy.js";
import "./calendar.js";
import "./copy-text.js";
import "./day-strip.js";
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
import "./pick-again.js";
import "./picture-upload.js";
import "./print-page.js";
import "./queue-keys.js";
import "./search-field.js";
import "./theme-switch.js";
import "./toast-message.js";
import "./trouble.js";
import "./zone-note.js";
