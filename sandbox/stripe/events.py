"""Events: recorded for the API and scheduled for webhook delivery in the same transaction."""

import copy
from contextvars import ContextVar

from sandbox.stripe import deliveries
from sandbox.stripe.ids import new_id
from sandbox.stripe.sandbox import Sandbox
from sandbox.stripe.store import JSON, Record

# The id and idempotency key of the current API request, which its events name as their cause.
cause: ContextVar[tuple[str | None, str | None]] = ContextVar("cause", default=(None, None))


def emit(box: Sandbox, kind: str, subject: JSON, *, account: str | None = None) -> None:
    """Record that `kind` happened to `subject` in its current state. Call it inside the transaction of the change.

    An event of a connected account names the account, and goes to the endpoint for Connect.
    """
    request_id, key = cause.get()
    event = {
        "id": new_id("evt_1"),
        "object": "event",
        "api_version": box.options.api_version,
        "created": box.clock.now(),
        "data": {"object": copy.deepcopy(subject)},
        "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": request_id, "idempotency_key": key},
        "type": kind,
    }
    if account is not None:
        event["account"] = account
    box.store.add(Record(event, {"account": account}))
    deliveries.plan(box, event)


def with_pending(box: Sandbox, event: JSON) -> JSON:
    """Return the event with the current number of undelivered webhooks."""
    return {**event, "pending_webhooks": deliveries.waiting_for(box, event["id"])}
