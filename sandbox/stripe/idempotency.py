"""Idempotency keys: for 24 hours, every request with the same key gets the first answer."""

import json
from dataclasses import dataclass

from sandbox.stripe.errors import StripeError
from sandbox.stripe.sandbox import Sandbox
from sandbox.stripe.store import JSON

KEPT = 24 * 60 * 60  # seconds


@dataclass(frozen=True)
class Kept:
    """A stored answer."""

    status: int
    body: JSON
    request: str  # the id of the request that got this answer


@dataclass(frozen=True)
class Claim:
    """The exclusive right to execute a request under its key. Without a key, nothing is stored."""

    box: Sandbox
    key: str | None

    def keep(self, status: int, body: JSON) -> None:
        if self.key is not None:
            statement = "UPDATE idempotency SET status = ?, body = ? WHERE key = ?"
            self.box.store.rows(statement, status, json.dumps(body), self.key)

    def release(self) -> None:
        """Give up the claim of a request that was never started, so that its key can be used again."""
        if self.key is not None:
            self.box.store.rows("DELETE FROM idempotency WHERE key = ? AND status IS NULL", self.key)


def claim(
    box: Sandbox, key: str | None, *, account: str | None, endpoint: str, fingerprint: str, request: str
) -> Claim | Kept:
    """Return a claim to execute the request, or the stored answer. `fingerprint` identifies the request's parameters.

    Each account, the platform's (None) or a connected one's, has keys of its own.

    Raises StripeError if the key was used for a different request (400), or if the same request is in progress (409).
    """
    if key is None:
        return Claim(box, None)
    _check_length(key)
    key = key if account is None else f"{account} {key}"
    with box.store.transaction():
        rows = box.store.rows("SELECT * FROM idempotency WHERE key = ?", key)
        if not rows:
            statement = "INSERT INTO idempotency (key, endpoint, fingerprint, created, request) VALUES (?, ?, ?, ?, ?)"
            box.store.rows(statement, key, endpoint, fingerprint, box.clock.now(), request)
            return Claim(box, key)
    row = rows[0]
    if (row["endpoint"], row["fingerprint"]) != (endpoint, fingerprint):
        raise _belongs_elsewhere(key, row["endpoint"], endpoint)
    if row["status"] is None:
        raise _under_way(key)
    return Kept(row["status"], json.loads(row["body"]), row["request"])


def forget_old(box: Sandbox) -> None:
    box.store.rows("DELETE FROM idempotency WHERE created <= ?", box.clock.now() - KEPT)


def forget_interrupted(box: Sandbox) -> None:
    """Delete keys of requests that a restart interrupted.

    Those requests changed nothing, because a change and its answer are one transaction.
    """
    box.store.rows("DELETE FROM idempotency WHERE status IS NULL")


def _check_length(key: str) -> None:
    if len(key) > 255:
        raise StripeError("An idempotency key has at most 255 characters.", kind="idempotency_error", begun=False)


def _belongs_elsewhere(key: str, first: str, now: str) -> StripeError:
    other = f"another endpoint ('{now}', first '{first}')" if first != now else "other parameters"
    message = f"The idempotency key '{key}' was used before with {other}. Use another key for another request."
    return StripeError(message, kind="idempotency_error", begun=False)


def _under_way(key: str) -> StripeError:
    message = f"Another request with the idempotency key '{key}' is still under way."
    return StripeError(message, status=409, code="idempotency_key_in_use", begun=False)
