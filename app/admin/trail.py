"""What happened to an order, in the order of time: itself, its visits, its money, and what Stripe told."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.admin.models import AuditEntry
from app.admin.words import did
from app.bookings.enums import Actor, ItemState, OrderState, RefundState
from app.bookings.models import BookingItem, ItemTransition, Order, Refund
from app.filters import plural, usd
from app.payments.enums import PaymentState
from app.payments.models import Payment, StripeEvent
from app.payments.words import card

# A refund that was not sent by then is late: it is tried each hour.
LATE = timedelta(hours=2)

BY = {Actor.CUSTOMER: "by the guest", Actor.PROVIDER: "by the venue", Actor.ADMIN: "by an admin", Actor.SYSTEM: ""}

MOVED = {
    ItemState.REQUESTED: "paid, and asked of the venue",
    ItemState.CONFIRMED: "booked",
    ItemState.COMPLETED: "the visit was over",
    ItemState.NO_SHOW: "marked as missed",
    ItemState.CANCELLED: "canceled",
    ItemState.EXPIRED: "no longer held",
    ItemState.PENDING: "held",
}

# What Stripe calls the reasons why money did not come back to a card.
FAILURES = {
    "lost_or_stolen_card": "the card was reported lost or stolen",
    "expired_or_canceled_card": "the card has expired or was closed",
    "declined": "the bank declined it",
    "insufficient_funds": "there was not enough money in our account at Stripe",
    "charge_for_pending_refund_disputed": "the guest disputes the payment with the bank",
    "merchant_request": "it was stopped at Stripe",
    "unknown": "the bank did not say why",
    "": "nobody said why",
}


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened; `code` is what Stripe or we call it, to look it up by."""

    at: datetime
    icon: str
    text: str
    code: str = ""
    is_bad: bool = False


@dataclass(frozen=True, slots=True)
class History:
    """All that is known of an order."""

    order: Order
    moves: Sequence[ItemTransition]
    payments: Sequence[Payment]
    events: Sequence[StripeEvent]
    acts: Sequence[AuditEntry]
    pays_for: BookingItem | None = None  # the visit of another order that is moved with this one

    @property
    def items(self) -> dict[int, BookingItem]:
        return {item.id: item for booking in self.order.bookings for item in booking.items}


def trail(history: History) -> list[Step]:
    """The first thing first; of what happened in the same second, in the order in which one led to another."""
    steps = [
        *_of_order(history.order, history.pays_for),
        *(step for payment in history.payments for step in _of_payment(payment)),
        *(Step(event.received_at, "mail", f"Stripe told: {event.kind}", event.id) for event in history.events),
        *(_of_move(move, history.items) for move in history.moves),
        *(
            Step(entry.at, "shield", f"{did(entry)}{f': {entry.reason}' if entry.reason else ''}", entry.admin.name)
            for entry in reversed(history.acts)
        ),
        *(step for item in history.items.values() for refund in item.refunds for step in _of_refund(refund, item)),
    ]
    return sorted(steps, key=lambda step: step.at)


def _of_order(order: Order, pays_for: BookingItem | None) -> Iterator[Step]:
    visits = sum(len(booking.items) for booking in order.bookings)
    many, cost = plural(visits, "visit", "visits"), usd(order.total_cents)
    said = f"{order.name} checked out: {many}, {cost}. Times were held."
    if order.is_from_desk:
        said = f"The venue booked it for {order.name}: {many}, {cost}, to be paid there."
    if pays_for is not None:
        said = f"{order.name} asked for another time of {pays_for.title}: {cost} more. Both times were held."
    yield Step(order.created_at, "shopping-bag", said, order.public_id)


def _of_payment(payment: Payment) -> Iterator[Step]:
    amount = usd(payment.amount_cents)
    yield Step(payment.created_at, "credit-card", f"A page to pay {amount} was opened.", payment.session_id or "")
    if payment.paid_at is not None:
        said = f"{amount} was paid with {card(payment).replace('your card', 'a card')}."
        yield Step(payment.paid_at, "circle-check", said, payment.payment_intent_id or "")
    elif payment.mismatch:
        yield Step(payment.created_at, "circle-alert", payment.mismatch, payment.session_id or "", is_bad=True)
    elif payment.state is PaymentState.EXPIRED:
        yield Step(payment.session_expires_at, "ban", "The page ended, and nobody had paid.", payment.session_id or "")


def _of_move(move: ItemTransition, items: Mapping[int, BookingItem]) -> Step:
    by = f" {BY[move.actor]}" if BY[move.actor] else ""
    why = f" (“{move.reason}”)" if move.reason and move.reason != "paid" else ""
    item = items[move.item_id]
    what = MOVED[move.to_state]
    if move.from_state is move.to_state:
        what, why = move.reason.lower(), ""
    elif move.to_state is ItemState.CONFIRMED and move.reason == "paid":
        what = "paid and booked"
    elif move.from_state is ItemState.NO_SHOW:
        what = "no longer marked as missed"
    return Step(move.at, "calendar", f"{item.title}: {what}{by}{why}.", item.public_id)


def _of_refund(refund: Refund, item: BookingItem) -> Iterator[Step]:
    amount = f"{usd(refund.amount_cents)} for {item.title}"
    again = " again, after it had failed" if refund.retries_id else f": {refund.reason}"
    yield Step(refund.created_at, "undo-2", f"Refund of {amount} is due{again}", refund.public_id)
    if refund.ended_at is None:
        return
    if refund.state is RefundState.FAILED:
        said = f"{amount} could not be sent back: {failure(refund)}."
        yield Step(refund.ended_at, "circle-alert", said, refund.stripe_id or "", is_bad=True)
    else:
        yield Step(refund.ended_at, "circle-check", f"Refund of {amount} is complete.", refund.stripe_id or "")


def failure(refund: Refund) -> str:
    """Why money could not be sent back."""
    return FAILURES.get(refund.failure, refund.failure)


def problems(history: History, *, now: datetime) -> list[str]:
    """What went wrong and waits for somebody, in words."""
    order = history.order
    found = []
    if sum(line.amount_cents for line in order.lines) != order.total_cents:
        found.append(f"The lines do not add up to the {usd(order.total_cents)} that were charged.")
    if order.state is OrderState.PENDING and order.held_until + LATE < now:
        found.append("Its hold has ended long ago, but Stripe has not said whether it was paid: it does not answer.")
    if sum(payment.state is PaymentState.PAID for payment in history.payments) > 1:
        found.append("It was paid more than once.")
    for payment in history.payments:
        if payment.mismatch:
            found.append(
                f"{payment.mismatch} Nothing was booked for it. Look the payment up at Stripe and refund it there."
            )
    for item in history.items.values():
        for refund in item.money_back:
            amount = f"{usd(refund.amount_cents)} for {item.title}"
            if refund.state is RefundState.FAILED:
                found.append(f"{amount} could not be sent back: {failure(refund)}. Try again, or send it another way.")
            elif refund.state is RefundState.DUE and refund.created_at + LATE < now:
                found.append(f"{amount} has waited to be sent back since it was agreed. Stripe may not answer.")
    return found
