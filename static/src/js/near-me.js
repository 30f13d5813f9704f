// The place where somebody is, once she has asked for it: the browser asks her, and its answer leaves the device rounded
// to two decimals, which is about a mile.

const DECIMALS = 2;
const PATIENCE = 10_000; // milliseconds
const RECENT = 300_000; // a position of five minutes ago will do

/** Either `place`, such as Portland, OR 97214, or `trouble`: the browser did not tell (untold), the place is not in the
    country (abroad), or we could not look it up (failed). */
export async function whereAmI(address) {
  const position = await located().catch(() => null);
  if (!position) return { trouble: "untold" };
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
      const asked = { timeout: PATIENCE, maximumAge: RECENT };
      navigator.geolocation.getCurrentPosition(({ coords }) => found(coords), failed, asked);
    }
  });
}
