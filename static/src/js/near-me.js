// The user’s location, after they ask for it: the browser asks for permission, and the position is rounded to two
// decimals, about a mile, before it leaves the device.

const DECIMALS = 2;
const PATIENCE = 10_000; // milliseconds
const RECENT = 300_000; // milliseconds: a position may be five minutes old

/** Returns `place`, such as Portland, OR 97214, or `trouble`: no permission or position (denied), outside the
    country (abroad), or the lookup failed (failed). */
export async function whereAmI(address) {
  const position = await located().catch(() => null);
  if (!position) return { trouble: "denied" };
  const [lat, lng] = [position.latitude, position.longitude].map((degrees) => degrees.toFixed(DECIMALS));
  try {
    const answer = await fetch(`${address}?${new URLSearchParams({ lat, lng })}`);
    if (!answer.ok) return { trouble: "failed" };
    const { place } = await answer.json();
    return place ? { place } : { trouble: "abroad" };
  } catch {
    return { trouble: "failed" };
  }
}

function located() {
  return new Promise((found, failed) => {
    if (!navigator.geolocation) failed();
    else {
      const options = { timeout: PATIENCE, maximumAge: RECENT };
      navigator.geolocation.getCurrentPosition(({ coords }) => found(coords), failed, options);
    }
  });
}
