"""The hosted invoice page at /i/<invoice>: the guest pays what a renewal could not charge, with a test card."""

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from sandbox.stripe import cards, rendering
from sandbox.stripe.billing import invoices, subscriptions
from sandbox.stripe.cards import NOT_AUTHENTICATED, Behavior, Card, Unreadable
from sandbox.stripe.errors import StripeError
from sandbox.stripe.sandbox import current
from sandbox.stripe.store import Record

bp = Blueprint("billing_pages", __name__)


@bp.get("/i/<identity>")
def show(identity: str) -> ResponseReturnValue:
    record = load(identity)
    return form(record) if record.body["status"] == "open" else closed(record)


@bp.post("/i/<identity>")
def pay(identity: str) -> ResponseReturnValue:
    """Charge the chosen test card; one that requires 3-D Secure first asks for it."""
    record, now = load(identity), current().clock.now()
    if record.body["status"] != "open":
        return closed(record)
    try:
        card = cards.read(cards.sample(request.form.get("test_card", ""), now), now)
    except Unreadable as problem:
        return form(record, notice=str(problem), status=422)
    answer = request.form.get("answer")
    if card.kind.behavior is Behavior.AUTHENTICATES:
        if answer is None:
            amount = {"cents": record.body["amount_remaining"], "currency": record.body["currency"]}
            return rendering.page("authenticate.html", card=card, resubmits=True, **amount)
        if answer != "complete":
            return form(record, notice=NOT_AUTHENTICATED.message, status=402)
    return charge(identity, card, authenticated=answer is not None)


@bp.errorhandler(StripeError)
def no_such_invoice(error: StripeError) -> ResponseReturnValue:
    title, message = "There is no invoice at this address", "The link may have been cut short."
    return rendering.page("message.html", title=title, message=message, status=error.status)


def charge(identity: str, card: Card, *, authenticated: bool) -> Response:
    box = current()
    with box.store.transaction():
        record = invoices.load(box, identity)
        if record.body["status"] != "open":
            return closed(record)
        problem = invoices.pay_with(box, record, card, authenticated=authenticated)
        if problem is None:
            subscriptions.paid(box, record.body["parent"]["subscription_details"]["subscription"])
            return closed(record)
    return form(record, notice=problem["message"], status=402)


def load(identity: str) -> Record:
    """Return the invoice. Raises StripeError (404)."""
    return invoices.load(current(), identity)


def form(record: Record, *, notice: str | None = None, status: int = 200) -> Response:
    return rendering.page("invoice.html", status=status, invoice=record.body, notice=notice, offered=cards.OFFERED)


def closed(record: Record) -> Response:
    paid = record.body["status"] == "paid"
    title = "This invoice is paid" if paid else "This invoice can’t be paid"
    return rendering.page("message.html", title=title, message="Nothing more is charged.")
