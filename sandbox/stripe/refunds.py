"""Refunds: limited to the remaining amount of the charge. Some settle later, depending on the test card."""

from sandbox.stripe import earlier_payments, events, ledger, objects
from sandbox.stripe.cards import Behavior
from sandbox.stripe.disputes import disputes
from sandbox.stripe.errors import StripeError, invalid
from sandbox.stripe.params import CreateRefund
from sandbox.stripe.sandbox import Sandbox
from sandbox.stripe.store import JSON, Record

KIND = "refund"


def create(box: Sandbox, params: CreateRefund) -> JSON:
    """Refund part of a charge, or everything that remains. Raises StripeError."""
    charge = _charge_of(box, params)
    amount = _amount(params, charge.body)
    disputes.check_refundable(box, charge.body, amount)
    behavior = charge.private["behavior"]
    status = "pending" if behavior == Behavior.REFUND_WAITS else "succeeded"
    body = objects.refund(params, charge.body, amount=amount, status=status, at=box.clock.now())
    enter(box, Record(body, _later(box, behavior)), charge)
    events.emit(box, "refund.created", body)
    events.emit(box, "charge.refunded", charge.body)
    disputes.refunded(box, charge.body)
    return body


def enter(box: Sandbox, refund: Record, charge: Record) -> None:
    """Add a refund of a charge: it is on the balance and counts against what is left of the charge."""
    refund.body["balance_transaction"] = _debit(box, refund.body, charge.body)
    box.store.add(refund)
    _count_as_refunded(box, charge, refund.body["amount"])


def _debit(box: Sandbox, refund: JSON, charge: JSON) -> str:
    """Take the refund from the platform's balance, which may become negative, as at Stripe. The fee isn't returned.

    Refunded money that is still pending was never available, so the refund is pending as long as its charge.
    """
    until = ledger.available_on(box, charge["balance_transaction"])
    return ledger.add(box, "refund", refund, -refund["amount"], available_on=until)


def settle_due(box: Sandbox) -> None:
    """Settle the refunds that are due."""
    with box.store.transaction():
        for refund in box.store.find("json_extract(private, '$.settles_at') <= ?", box.clock.now(), kind=KIND):
            _settle(box, refund)


def _charge_of(box: Sandbox, params: CreateRefund) -> Record:
    if params.charge is not None:
        return _paid(box.record("charge", params.charge, param="charge"))
    if params.payment_intent is None:
        raise invalid("Name the payment to refund: payment_intent or charge.", code="parameter_missing")
    earlier_payments.remember(box, params.payment_intent)
    intent = box.record("payment_intent", params.payment_intent, param="payment_intent").body
    if intent["amount_received"] == 0:
        message = f"The PaymentIntent {intent['id']} has no successful charge to refund."
        raise StripeError(message, code="payment_intent_unexpected_state", param="payment_intent")
    return box.record("charge", intent["latest_charge"], param="charge")


def _paid(charge: Record) -> Record:
    if not charge.body["paid"]:
        message = f"The charge {charge.body['id']} has failed, so it can't be refunded."
        raise StripeError(message, code="charge_not_refundable", param="charge")
    return charge


def _amount(params: CreateRefund, charge: JSON) -> int:
    left = int(charge["amount"]) - int(charge["amount_refunded"])
    if left == 0:
        raise StripeError(f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
    amount = left if params.amount is None else params.amount
    if amount > left:
        message = f"Refund amount (${amount / 100:.2f}) is greater than what is left of the charge (${left / 100:.2f})."
        raise StripeError(message, param="amount")
    return amount


def _later(box: Sandbox, behavior: str) -> JSON:
    """Return the final status and when it applies, or an empty dictionary if the refund settles at once."""
    ends = {Behavior.REFUND_FAILS: "failed", Behavior.REFUND_WAITS: "succeeded"}.get(Behavior(behavior))
    return {} if ends is None else {"becomes": ends, "settles_at": box.clock.now() + box.options.settle_after}


def _settle(box: Sandbox, refund: Record) -> None:
    refund.body["status"] = refund.private["becomes"]
    refund.private = {}
    if refund.body["status"] == "failed":
        refund.body["failure_reason"] = "expired_or_canceled_card"
        until = ledger.available_on(box, refund.body["balance_transaction"])
        back = ledger.add(box, "refund_failure", refund.body, refund.body["amount"], available_on=until)
        refund.body["failure_balance_transaction"] = back
        charge = box.record("charge", refund.body["charge"], param="charge")
        _count_as_refunded(box, charge, -refund.body["amount"])
        events.emit(box, "refund.failed", refund.body)
    box.store.save(refund)
    events.emit(box, "refund.updated", refund.body)


def _count_as_refunded(box: Sandbox, charge: Record, amount: int) -> None:
    charge.body["amount_refunded"] += amount
    charge.body["refunded"] = charge.body["amount_refunded"] == charge.body["amount"]
    box.store.save(charge)
