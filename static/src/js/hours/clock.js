// Parses times of day as typed, with the same rules as app/hours/typed_times.py: minutes after midnight, or null.

export const DAY = 1440;
export const QUARTER = 15;
const HALF = 720;
const EARLIEST = 300; // opening times before 5 o’clock are read as PM
const NAMED = { noon: HALF, midday: HALF, midnight: 0 };
const WRITTEN = /^(\d{1,2})(?:[:.h]?(\d\d))?\s*(?:([ap])\.?\s?(?:m\.?)?)?$/i;

function typed(text) {
  const words = text.trim().toLowerCase().replace(/\s+/g, " ");
  if (Object.hasOwn(NAMED, words)) return { minute: NAMED[words], sure: true };
  const match = WRITTEN.exec(words);
  if (!match) return null;
  const [hour, minute, half] = [Number(match[1]), Number(match[2] ?? 0), match[3]];
  if (minute > 59 || hour * 60 + minute > DAY || (half === "a" && hour > 12)) return null;
  if (half && hour <= 12) return { minute: (hour % 12) * 60 + minute + (half === "p" ? HALF : 0), sure: true };
  return { minute: hour * 60 + minute, sure: hour > 12 || match[1].startsWith("0") };
}

export function opening(text) {
  const found = typed(text);
  if (!found || found.minute === DAY) return null;
  return found.minute + (!found.sure && found.minute < EARLIEST ? HALF : 0);
}

// At most one day after `opens`: past midnight, the result is above DAY.
export function closing(text, opens) {
  const found = typed(text);
  if (!found) return null;
  let closes = found.sure ? found.minute : found.minute % HALF;
  while (closes <= opens) closes += found.sure ? DAY : HALF;
  return closes;
}

export function words(minute) {
  const hour = Math.floor((minute % DAY) / 60);
  return `${hour % 12 || 12}:${String(minute % 60).padStart(2, "0")} ${hour < 12 ? "AM" : "PM"}`;
}
