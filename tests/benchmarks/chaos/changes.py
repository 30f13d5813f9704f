"""What happens after guests have booked: they cancel, don't come, get refunds, tip, and dispute payments."""

from datetime import timedelta

from sqlalchemy import func, select

from app.accounts.models import User
from app.bookings.actions.attendance import mark_no_show
from app.bookings.actions.cancel import cancel_booking
from app.bookings.actions.later import waive_charge
from app.bookings.actions.refunds import issue_refund
from app.bookings.enums import LATER_KINDS, Actor, BookingState, OrderState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.queries.refunds import refundable_cents
from app.core import clock
from app.core.db import session
from app.core.errors import DomainError
from app.later_charges.queries import booking_charged_by
from app.payments.models import Payment
from app.tips.actions import start_tip
from tests.benchmarks.chaos.day import Day
from tests.benchmarks.chaos.guests import pay_on_page

CLOSED = {"won", "lost", "warning_closed"}
# The share of refunds that guests keep as credit at the venue.
KEPT = 0.25
# Shares of completed bookings that get a tip, and are refunded late, and of payments that are disputed.
TIPPED, REFUNDED_LATE, DISPUTED = 0.2, 0.08, 0.04


def change_booking(day: Day, booking_id: int) -> None:
    """Do something to a booking, as guests, venues and admins do before and after it, or nothing."""
    chance, booking = day.chance, session.get_one(Booking, booking_id)
    what = chance.choice(("cancel", "cancel late", "cancel as venue", "no-show", "refund", *("nothing",) * 7))
    if what == "nothing" or booking.state is not BookingState.CONFIRMED:
        session.rollback()
        return
    try:
        if what == "no-show":
            with clock.pinned(booking.starts_at + timedelta(minutes=10)):
                mark_no_show(booking_id=booking_id, user_id=session.scalars(select(func.min(User.id))).one())
        elif what == "refund":
            left = refundable_cents(booking)
            if not left:  # a package paid for it, or it is due later
                session.rollback()
                return
            issue_refund(booking_id=booking_id, cents=chance.randint(1, left), left=left, reason="Cold room.")
        else:
            hours = {"cancel": 100, "cancel late": 5, "cancel as venue": 50}[what]
            actor = Actor.PROVIDER if what == "cancel as venue" else Actor.GUEST
            with clock.pinned(booking.starts_at - timedelta(hours=hours)):
                keep = chance.random() < KEPT
                done = cancel_booking(booking_id=booking_id, actor=actor, user_id=None, keep=keep)
            day.done["refunds kept as credit"] += done.kept_cents > 0
        session.commit()
        day.done[f"bookings: {what}"] += 1
    except DomainError:
        session.rollback()


def tip(day: Day, booking_id: int) -> None:
    """Tip for a completed booking as its guest, or don't."""
    if day.chance.random() > TIPPED:
        return
    try:
        order_id = start_tip(booking_id=booking_id, cents=day.chance.randint(200, 1500)).id
        session.commit()
    except DomainError:
        session.rollback()
        return
    if pay_on_page(day, order_id):
        day.done["tips"] += 1


def pay_later_charges(day: Day) -> None:
    """Pay what couldn't be charged to the guest's card on a page, or have the venue waive it, or leave it.

    The guest may pay before it is charged, too.
    """
    open_ones = Order.kind.in_(LATER_KINDS), Order.state == OrderState.PENDING, Order.held_until > clock.now()
    for order_id in session.scalars(select(Order.id).where(*open_ones)).all():
        what = day.chance.choice(("paid on a page", "waived", "left"))
        if what == "waived":
            waive_charge(booking_charged_by(order_id).id)
            session.commit()
        elif what == "left" or not pay_on_page(day, order_id):
            continue
        day.done[f"later charges {what}"] += 1


def refund_late(day: Day) -> None:
    """Refund bookings whose venues may have been paid out already, so that Stripe can't take it back from them."""
    for booking_id in session.scalars(select(Booking.id).where(Booking.state == BookingState.COMPLETED)).all():
        left = refundable_cents(session.get_one(Booking, booking_id))
        if left and day.chance.random() < REFUNDED_LATE:
            issue_refund(booking_id=booking_id, cents=left, left=left, reason="Cold room.")
            day.done["refunds after a payout"] += 1
        session.commit()


def dispute_some(day: Day) -> None:
    """Dispute payments as their cardholders, all of each or a part. Some cards have disputed theirs at once."""
    found = day.stripe.client().v1.disputes.list({"limit": 100}).auto_paging_iter()
    disputed = {str(each.payment_intent) for each in found}
    paid = select(Payment.payment_intent_id).where(Payment.charge_id.is_not(None)).order_by(Payment.id)
    for intent in session.scalars(paid).all():
        if intent and intent not in disputed and day.chance.random() < DISPUTED:
            charged = day.stripe.client().v1.payment_intents.retrieve(intent).amount_received
            day.stripe.dispute(intent, amount=day.chance.choice((None, charged // 2 or None)))
            day.done["disputes"] += 1
    session.commit()


def decide(day: Day) -> None:
    """Decide about each dispute as the bank."""
    for each in day.stripe.client().v1.disputes.list({"limit": 100}).auto_paging_iter():
        if each.status in CLOSED:  # for example an inquiry about a payment that was refunded
            continue
        outcome = day.chance.choice(("win", "lose"))
        try:
            day.stripe.decide(each.id, outcome)
        except AssertionError:  # a refund has closed the inquiry in the meantime
            continue
        day.done["disputes won" if outcome == "win" else "disputes lost"] += 1
