// What the server and the browser say to each other about passkeys: JSON with base64url on one side, buffers on the other.

// Returns the browser's answer to new options from this address, ready for JSON.
export async function answer(address, token, isNew, how) {
  const response = await fetch(address, { method: "POST", headers: { "X-CSRFToken": token } });
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  const options = { publicKey: read(await response.json()), ...how };
  const credential = await (isNew ? navigator.credentials.create(options) : navigator.credentials.get(options));
  return written(credential);
}

function read(options) {
  const keys = (list) => list?.map((key) => ({ ...key, id: bytes(key.id) }));
  return {
    ...options,
    challenge: bytes(options.challenge),
    ...(options.user && { user: { ...options.user, id: bytes(options.user.id) } }),
    ...(options.allowCredentials && { allowCredentials: keys(options.allowCredentials) }),
    ...(options.excludeCredentials && { excludeCredentials: keys(options.excludeCredentials) }),
  };
}

function written({ id, rawId, type, response }) {
  const buffers = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const parts = buffers.filter((name) => response[name]).map((name) => [name, text(response[name])]);
  const transports = response.getTransports?.();
  return {
    id,
    rawId: text(rawId),
    type,
    response: { ...Object.fromEntries(parts), ...(transports && { transports }) },
  };
}

function bytes(words) {
  const plain = atob(words.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
