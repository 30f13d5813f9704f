"""Session payments: what happens when a guest submits a card on the hosted page."""

from dataclasses import dataclass
from enum import StrEnum

from sandbox.stripe import events, ledger, objects, sessions
from sandbox.stripe.cards import CARDS, DECLINES, Behavior, Card
from sandbox.stripe.ids import new_id
from sandbox.stripe.sandbox import Sandbox
from sandbox.stripe.store import JSON, Record

AUTHENTICATION_FAILED = "The 3-D Secure check failed, so nothing was charged. Try again, or use another card."


class Result(StrEnum):
    PAID = "paid"
    DECLINED = "declined"
    AUTHENTICATE = "authenticate"  # the guest must complete 3-D Secure
    EXPIRED = "expired"


@dataclass(frozen=True)
class Outcome:
    result: Result
    session: JSON
    message: str = ""  # shown to the guest if the card was declined


def pay(box: Sandbox, session_id: str, card: Card) -> Outcome:
    """Charge the card for the session, at most once however often it is called. Raises StripeError (404)."""
    with box.store.transaction():
        record = sessions.load(box, session_id)
        if record.body["status"] != "open":
            return _settled(record)
        intent = _intent(box, record, card)
        if card.kind.behavior is Behavior.DECLINES:
            code = card.kind.decline_code or "generic_decline"
            return _declined(box, record, intent, DECLINES[code], code="card_declined", decline_code=code)
        if card.kind.behavior is Behavior.AUTHENTICATES:
            return _challenge(box, record, intent, card)
        return _charge(box, record, intent, card, authenticated=False)


def authenticate(box: Sandbox, session_id: str, *, passed: bool) -> Outcome:
    """Complete the 3-D Secure step. Raises StripeError (404)."""
    with box.store.transaction():
        record = sessions.load(box, session_id)
        if record.body["status"] != "open":
            return _settled(record)
        card = awaiting(record)
        if card is None:
            return Outcome(Result.DECLINED, record.body)
        intent = box.record("payment_intent", record.body["payment_intent"], param="intent")
        if not passed:
            code = "payment_intent_authentication_failure"
            return _declined(box, record, intent, AUTHENTICATION_FAILED, code=code, decline_code=None)
        return _charge(box, record, intent, card, authenticated=True)


def awaiting(record: Record) -> Card | None:
    """Return the card that is waiting for 3-D Secure, if any."""
    kept = record.private.get("awaiting")
    return None if kept is None else Card(**kept)


def last_error(box: Sandbox, session: JSON) -> str | None:
    """Return the reason why the session's last payment attempt failed, to show to the guest, or None."""
    if session["payment_intent"] is None:
        return None
    intent = box.record("payment_intent", session["payment_intent"], param="intent").body
    problem: JSON | None = intent["last_payment_error"]
    return None if problem is None else str(problem["message"])


def _settled(record: Record) -> Outcome:
    paid = record.body["status"] == "complete"
    return Outcome(Result.PAID if paid else Result.EXPIRED, record.body)


def _intent(box: Sandbox, record: Record, card: Card) -> Record:
    """Return the session's PaymentIntent with this attempt's card, creating it on the first attempt."""
    session = record.body
    if session["payment_intent"] is None:
        body = objects.payment_intent(
            amount=session["amount_total"],
            currency=session["currency"],
            data=record.private["payment_intent_data"],
            at=box.clock.now(),
        )
        box.store.add(Record(body))
        session["payment_intent"] = body["id"]
    intent = box.record("payment_intent", session["payment_intent"], param="intent")
    intent.body["payment_method"] = new_id("pm_1")
    record.private["payer"] = {"name": card.name, "email": card.email}
    return intent


def _declined(
    box: Sandbox, record: Record, intent: Record, message: str, *, code: str, decline_code: str | None
) -> Outcome:
    error = {"code": code, "decline_code": decline_code, "message": message, "type": "card_error"}
    shown = {name: value for name, value in error.items() if value is not None}
    intent.body.update(status="requires_payment_method", last_payment_error=shown)
    intent.body.update(payment_method=None, next_action=None)
    record.private.pop("awaiting", None)
    box.store.save(intent)
    box.store.save(record)
    return Outcome(Result.DECLINED, record.body, message)


def _challenge(box: Sandbox, record: Record, intent: Record, card: Card) -> Outcome:
    page = f"{box.options.public_url}/c/pay/{record.body['id']}/authenticate"
    redirect = {"redirect_to_url": {"return_url": None, "url": page}, "type": "redirect_to_url"}
    intent.body.update(status="requires_action", next_action=redirect, last_payment_error=None)
    record.private["awaiting"] = vars(card)
    box.store.save(intent)
    box.store.save(record)
    return Outcome(Result.AUTHENTICATE, record.body)


def _charge(box: Sandbox, record: Record, intent: Record, card: Card, *, authenticated: bool) -> Outcome:
    charge = objects.charge(intent.body, card, authenticated=authenticated, at=box.clock.now())
    ledger.add_charge(box, charge)
    box.store.add(Record(charge, {"behavior": CARDS[card.number].behavior}))
    intent.body.update(
        status="succeeded",
        amount_received=charge["amount"],
        latest_charge=charge["id"],
        next_action=None,
        last_payment_error=None,
    )
    box.store.save(intent)
    events.emit(box, "payment_intent.succeeded", intent.body)
    _complete(box, record)
    return Outcome(Result.PAID, record.body)


def _complete(box: Sandbox, record: Record) -> None:
    payer = record.private["payer"]
    email = record.body["customer_email"] or payer["email"]
    record.body.update(
        status="complete",
        payment_status="paid",
        url=None,
        customer_details=objects.customer_details(email, payer["name"]),
    )
    record.private.pop("awaiting", None)
    box.store.save(record)
    events.emit(box, "checkout.session.completed", record.body)
