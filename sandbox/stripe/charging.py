"""Charging a card for a PaymentIntent: it succeeds, or the attempt stays on record as a failed charge."""

from sandbox.stripe import events, ledger, objects
from sandbox.stripe.cards import Decline
from sandbox.stripe.disputes import disputes
from sandbox.stripe.sandbox import Sandbox
from sandbox.stripe.saved import methods
from sandbox.stripe.store import JSON, Record


def charge(
    box: Sandbox, intent: Record, method: Record, *, authenticated: bool, redisplay: str | None = None
) -> JSON | None:
    """Charge the card. Return Stripe's error if the bank declines it, or None.

    A card that may be used again is attached to the intent's customer; `redisplay` tells whether pages may offer it.
    """
    declined = methods.kind_of(method).why_declined
    if declined is not None:
        return decline(box, intent, method, declined)
    intent.body["payment_method"] = method.body["id"]
    paid = objects.charge(intent.body, methods.card_of(method), authenticated=authenticated, at=box.clock.now())
    ledger.add_charge(box, paid)
    box.store.add(Record(paid, {"behavior": methods.kind_of(method).behavior}))
    intent.body.update(
        status="succeeded",
        amount_received=paid["amount"],
        latest_charge=paid["id"],
        next_action=None,
        last_payment_error=None,
    )
    box.store.save(intent)
    _keep(box, intent.body, method, authenticated=authenticated, redisplay=redisplay)
    events.emit(box, "payment_intent.succeeded", intent.body)
    disputes.of_card(box, paid, methods.kind_of(method))
    return None


def decline(box: Sandbox, intent: Record, method: Record, declined: Decline, *, reached_bank: bool = True) -> JSON:
    """Record that the card was declined, by its bank or before. Return Stripe's error."""
    facts = methods.facts_of(declined, method)
    if reached_bank:
        intent.body["payment_method"] = method.body["id"]
        card, now = methods.card_of(method), box.clock.now()
        failed = objects.charge(intent.body, card, authenticated=False, at=now, declined=declined)
        box.store.add(Record(failed))
        intent.body["latest_charge"] = failed["id"]
        facts = {"charge": failed["id"], **facts}
    intent.body.update(
        status="requires_payment_method", last_payment_error=facts, payment_method=None, next_action=None
    )
    box.store.save(intent)
    events.emit(box, "payment_intent.payment_failed", intent.body)
    return facts


def _keep(box: Sandbox, intent: JSON, method: Record, *, authenticated: bool, redisplay: str | None) -> None:
    """Attach the card to the customer if it may be used again; otherwise this was its only use."""
    if intent["setup_future_usage"] == "off_session" and authenticated:
        method.private["set_up"] = True
    if method.body["customer"] is None and intent["setup_future_usage"] is None and redisplay is None:
        methods.use_up(box, method)
    elif intent["customer"] is not None:
        methods.keep(box, method, intent["customer"], redisplay=redisplay)
    else:
        box.store.save(method)
