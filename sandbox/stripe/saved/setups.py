"""Setup intents: a card is saved, with 3-D Secure if its bank requires that, and nobody is charged."""

from sandbox.stripe import events, pagination
from sandbox.stripe.cards import Decline
from sandbox.stripe.sandbox import Sandbox
from sandbox.stripe.saved import methods, objects
from sandbox.stripe.saved.params import ListSetups
from sandbox.stripe.store import JSON, Record

KIND = "setup_intent"
NOT_AUTHENTICATED = Decline(
    "setup_intent_authentication_failure",
    None,
    "We are unable to authenticate your payment method. Choose a different one and try again.",
)


def new(box: Sandbox, *, customer: str | None, data: JSON) -> JSON:
    body = objects.setup_intent(customer=customer, data=data, at=box.clock.now())
    box.store.add(Record(body))
    events.emit(box, "setup_intent.created", body)
    return body


def load(box: Sandbox, identity: str) -> Record:
    """Return the setup intent. Raises StripeError (404)."""
    return box.record(KIND, identity, param="intent")


def succeed(box: Sandbox, record: Record, method: Record, *, authenticated: bool) -> None:
    """Save the card: attach it to the customer, if there is one."""
    if authenticated:
        method.private["set_up"] = True
    record.body.update(status="succeeded", next_action=None, last_setup_error=None)
    record.body["payment_method"] = method.body["id"]
    box.store.save(record)
    if record.body["customer"] is None:
        box.store.save(method)
    else:
        methods.keep(box, method, record.body["customer"], redisplay="limited")
    events.emit(box, "setup_intent.succeeded", record.body)


def fail(box: Sandbox, record: Record, method: Record, declined: Decline) -> JSON:
    """Record that the bank refused to have the card saved. Return Stripe's error."""
    facts = methods.facts_of(declined, method)
    record.body.update(status="requires_payment_method", last_setup_error=facts, payment_method=None, next_action=None)
    box.store.save(record)
    events.emit(box, "setup_intent.setup_failed", record.body)
    return facts


def cancel(box: Sandbox, identity: str) -> None:
    """Cancel the setup intent of a session that has expired."""
    record = load(box, identity)
    record.body.update(status="canceled", cancellation_reason="abandoned", next_action=None)
    box.store.save(record)
    events.emit(box, "setup_intent.canceled", record.body)


def listing(box: Sandbox, params: ListSetups) -> JSON:
    equal = {"customer": params.customer, "payment_method": params.payment_method}
    return pagination.cut(pagination.matching(box, KIND, equal, params.created), params, url="/v1/setup_intents")
