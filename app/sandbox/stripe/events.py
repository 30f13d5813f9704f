"""Events: what happened, kept for the API and handed to the webhook deliveries in the same transaction."""

import copy
from contextvars import ContextVar

from app.sandbox.stripe import deliveries
from app.sandbox.stripe.ids import new_id
from app.sandbox.stripe.sandbox import Sandbox
from app.sandbox.stripe.store import JSON, Record

# The API request that is being answered (its id and idempotency key), which its events name as their cause.
cause: ContextVar[tuple[str | None, str | None]] = ContextVar("cause", default=(None, None))


def emit(box: Sandbox, kind: str, subject: JSON) -> None:
    """Record that `kind` happened to the object `subject`, as it is now. Call it inside the change's transaction."""
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
    box.store.add(Record(event))
    deliveries.plan(box, event)


def with_pending(box: Sandbox, event: JSON) -> JSON:
    """The event with the number of webhooks that have not been delivered yet."""
    return {**event, "pending_webhooks": deliveries.waiting_for(box, event["id"])}
