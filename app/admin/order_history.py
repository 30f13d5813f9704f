"""The history of an order, oldest first: the order itself, its bookings, its money and the events from Stripe."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from app.admin.copy import card_of, did, failure
from app.admin.models import AuditEntry
from app.bookings.copy.cancellation import happened
from app.bookings.enums import OrderState, RefundState
from app.bookings.models.bookings import Booking
from app.bookings.models.events import BookingTransition
from app.bookings.models.orders import Order
from app.bookings.models.refunds import Refund
from app.core.formats import usd
from app.payments.enums import PaymentState
from app.payments.models import Payment, StripeEvent

# A refund still not sent after this time is late. Sending is retried every hour.
LATE = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class OrderEvent:
    """One event in the history. `code` is Stripe's or our identifier, to look it up by."""

    at: datetime
    icon: str
    text: str
    code: str = ""
    is_bad: bool = False


@dataclass(frozen=True, slots=True)
class History:
    """All records that make up an order's history."""

    order: Order
    moves: Sequence[BookingTransition]
    payments: Sequence[Payment]
    events: Sequence[StripeEvent]
    actions: Sequence[AuditEntry]
    pays_for: Booking | None = None  # the booking of another order that this order reschedules or tips for

    @property
    def bookings(self) -> dict[int, Booking]:
        return {booking.id: booking for venue_order in self.order.venue_orders for booking in venue_order.bookings}


def order_history(history: History) -> list[OrderEvent]:
    """List the steps, oldest first. Steps in the same second are in causal order."""
    steps = [
        *_of_order(history.order, history.pays_for),
        *(step for payment in history.payments for step in _of_payment(payment)),
        *(_of_event(event) for event in history.events),
        *(_of_move(move, history) for move in history.moves),
        *(_of_action(entry) for entry in reversed(history.actions)),
        *(
            step
            for booking in history.bookings.values()
            for refund in booking.refunds
            for step in _of_refund(refund, booking)
        ),
    ]
    return sorted(steps, key=lambda step: step.at)


def _of_order(order: Order, pays_for: Booking | None) -> Iterator[OrderEvent]:
    number, cost = sum(len(venue_order.bookings) for venue_order in order.venue_orders), usd(order.total_cents)
    if pays_for is not None and order.is_tip:
        sentence = _(
            "%(name)s started a tip of %(amount)s for %(service)s.",
            name=order.name,
            amount=cost,
            service=pays_for.title,
        )
    elif pays_for is not None:
        sentence = _(
            "%(name)s started to reschedule %(service)s for %(amount)s more. We held both times.",
            name=order.name,
            service=pays_for.title,
            amount=cost,
        )
    elif order.is_invoice:
        sentence = _("%(name)s started to pay invoices of %(amount)s.", name=order.name, amount=cost)
    elif order.is_from_front_desk:
        sentence = ngettext(
            "The venue added %(num)d booking for %(name)s, %(amount)s in all.",
            "The venue added %(num)d bookings for %(name)s, %(amount)s in all.",
            number,
            name=order.name,
            amount=cost,
        )
    else:
        sentence = ngettext(
            "%(name)s checked out %(num)d booking for %(amount)s. We held the time.",
            "%(name)s checked out %(num)d bookings for %(amount)s. We held the times.",
            number,
            name=order.name,
            amount=cost,
        )
    yield OrderEvent(order.created_at, "shopping-bag", sentence, order.public_id)


def _of_payment(payment: Payment) -> Iterator[OrderEvent]:
    amount, session_id = usd(payment.amount_cents), payment.session_id or ""
    opened = _("A payment page for %(amount)s opened.", amount=amount)
    yield OrderEvent(payment.created_at, "credit-card", opened, session_id)
    if payment.paid_at is not None:
        sentence = _("%(amount)s was paid with %(card)s.", amount=amount, card=card_of(payment))
        yield OrderEvent(payment.paid_at, "circle-check", sentence, payment.payment_intent_id or "")
    elif payment.mismatch:
        yield OrderEvent(payment.created_at, "circle-alert", payment.mismatch, session_id, is_bad=True)
    elif payment.state is PaymentState.EXPIRED:
        sentence = _("The payment page expired without a payment.")
        yield OrderEvent(payment.session_expires_at, "ban", sentence, session_id)


def _of_event(event: StripeEvent) -> OrderEvent:
    return OrderEvent(event.received_at, "mail", _("Stripe sent the event %(event)s.", event=event.kind), event.id)


def _of_move(move: BookingTransition, history: History) -> OrderEvent:
    booking, order = history.bookings[move.booking_id], history.order
    event = happened(move, at_desk=order.is_from_front_desk, guest=order.name, is_paid=booking.is_paid_when_booked)
    return OrderEvent(
        move.at, "calendar", _("%(service)s: %(event)s", service=booking.title, event=event), booking.public_id
    )


def _of_action(entry: AuditEntry) -> OrderEvent:
    sentence = did(entry)
    if entry.reason:
        sentence = _("%(action)s: “%(reason)s”", action=sentence, reason=entry.reason)
    return OrderEvent(entry.at, "shield", sentence, entry.admin.name)


def _of_refund(refund: Refund, booking: Booking) -> Iterator[OrderEvent]:
    what = {"amount": usd(refund.amount_cents), "service": booking.title}
    if refund.state is RefundState.CHARGED_BACK:
        sentence = _("The guest’s bank took back %(amount)s for %(service)s.", **what)
        yield OrderEvent(refund.created_at, "undo-2", sentence, refund.public_id)
        return
    if refund.retries_id:
        sentence = _("A retry of the failed %(amount)s refund for %(service)s was requested.", **what)
    else:
        sentence = _("A %(amount)s refund for %(service)s was requested: “%(reason)s”", reason=refund.reason, **what)
    yield OrderEvent(refund.created_at, "undo-2", sentence, refund.public_id)
    if refund.ended_at is None:
        return
    if refund.state is RefundState.FAILED:
        sentence = _("Refund of %(amount)s for %(service)s failed. %(why)s", why=failure(refund), **what)
        yield OrderEvent(refund.ended_at, "circle-alert", sentence, refund.stripe_id or "", is_bad=True)
    elif refund.state is RefundState.SETTLED:
        sentence = _("The guest’s bank made the refund of %(amount)s for %(service)s, in a dispute.", **what)
        yield OrderEvent(refund.ended_at, "circle-check", sentence, refund.public_id)
    else:
        sentence = _("Refund of %(amount)s for %(service)s is complete.", **what)
        yield OrderEvent(refund.ended_at, "circle-check", sentence, refund.stripe_id or "")


def problems(history: History, *, now: datetime) -> list[str]:
    """Describe problems with the order that need an admin's attention."""
    order = history.order
    found = []
    if sum(line.due_now_cents for line in order.lines) != order.due_now_cents:
        found.append(_("The lines don’t add up to the %(amount)s charged.", amount=usd(order.due_now_cents)))
    if order.state is OrderState.PENDING and order.held_until + LATE < now:
        found.append(
            _("The hold ended over 2 hours ago, but Stripe hasn’t told us whether the guest paid. Stripe may be down.")
        )
    if sum(payment.state is PaymentState.PAID for payment in history.payments) > 1:
        found.append(_("The guest paid more than once. Check the payments in Stripe."))
    for payment in history.payments:
        if payment.mismatch:
            found.append(
                _(
                    "%(problem)s Nothing was booked for it. Find the payment in Stripe and refund it there.",
                    problem=payment.mismatch,
                )
            )
    for booking in history.bookings.values():
        for refund in booking.current_refunds:
            what = {"amount": usd(refund.amount_cents), "service": booking.title}
            if refund.state is RefundState.FAILED:
                found.append(
                    _(
                        "We couldn’t refund %(amount)s for %(service)s. %(why)s Retry it, or refund them another way.",
                        why=failure(refund),
                        **what,
                    )
                )
            elif refund.state is RefundState.DUE and refund.created_at + LATE < now:
                found.append(
                    _(
                        "Refund of %(amount)s for %(service)s has been pending for over 2 hours. Stripe may be down.",
                        **what,
                    )
                )
    return found
