"""What guests and their banks do on a bad day: order and pay, cancel, tip, and dispute."""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import func, select, text

from app.accounts.models import User
from app.bookings.actions.attendance import mark_no_show
from app.bookings.actions.cancel import cancel_booking
from app.bookings.actions.refunds import issue_refund
from app.bookings.enums import Actor, BookingState, OrderState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.queries.refunds import refundable_cents
from app.cart.actions.carts import SlotRequest, open_cart
from app.cart.actions.lines import add_line
from app.cart.queries import view_of
from app.core import clock
from app.core.db import retry_deadlocks, session
from app.core.errors import DomainError, Unavailable
from app.credit.actions import grant
from app.orders.actions.checkout import CheckOut, check_out
from app.orders.actions.create import Contact
from app.payments import gateway_flows
from app.payments.actions import use_credit
from app.payments.models import Payment
from app.tips.actions import start_tip
from tests.benchmarks.unreliable import Mortal
from tests.factories import make_user
from tests.sandbox.servers import StripeSandbox
from tests.support import NOW

# Shares of orders that aren't paid, of guests who come back from paying, and of calls to Stripe without an answer.
UNPAID, RETURNS, UNANSWERED = 0.08, 0.5, 0.03
# Shares of guests with store credit, of completed bookings that get a tip, and of payments that are disputed.
WITH_CREDIT, TIPPED, DISPUTED = 0.15, 0.2, 0.04
BOOKED_DAYS = 10


@dataclass(frozen=True, slots=True)
class Regular:
    """A guest who bought a gift card, a package, or a membership, and an option to book with it."""

    user_id: int
    option_id: int


@dataclass(frozen=True, slots=True)
class Day:
    """A bad day: the stand-in, the programs that are killed, the source of chance, and what was done how often.

    Each of the `regulars` places one of the next orders.
    """

    stripe: StripeSandbox
    programs: list[Mortal]
    chance: random.Random
    regulars: list[Regular] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)

    def user(self, user_id: int) -> User:
        return session.get_one(User, user_id)


def place_order(day: Day, options: list[int]) -> None:
    """Order one to three bookings, go to pay, and pay or don't."""
    chance, regular = day.chance, day.regulars.pop() if day.regulars else None
    user = day.user(regular.user_id) if regular else make_user()
    wanted = chance.sample(options, chance.randint(1, 3))
    if regular and regular.option_id not in wanted:
        wanted[0] = regular.option_id
    if chance.random() < WITH_CREDIT:
        grant(user_id=user.id, cents=chance.randint(500, 15000), reason="Sorry for the wait.")
        day.done["guests with store credit"] += 1
    cart = open_cart(user_id=user.id)
    for option_id in wanted:
        hours = 24 * chance.randint(1, BOOKED_DAYS) + chance.randint(0, 8)
        start = NOW.replace(hour=17, minute=0) + timedelta(hours=hours)
        add_line(cart=cart, slot=SlotRequest(option_id, start, quantity=chance.randint(1, 2)))
    session.commit()
    try:
        view = view_of(cart)
        order = check_out(CheckOut(cart, view, user.id, Contact(user.name, user.email)))
        session.commit()
    except DomainError:
        session.rollback()
        day.done["orders that found no time"] += 1
        return
    day.done["orders"] += 1
    order_id = order.id
    use_credit(order_id=order_id, wanted=True)
    session.commit()
    if chance.random() < UNANSWERED:
        day.stripe.fail_next(kind="lost")
    if not pay_on_page(day, order_id, unpaid=chance.random() < UNPAID):
        day.done["orders left unpaid"] += 1


def pay_on_page(day: Day, order_id: int, *, unpaid: bool = False) -> bool:
    """Open the payment page of an order, pay on it, and come back or don't. Returns whether it was paid."""
    if not answered(lambda: gateway_flows.open_page(order_id)):
        return False
    page = session.scalar(
        text("SELECT session_id FROM payment WHERE order_id = :id AND state = 'open'"), {"id": order_id}
    )
    state = session.scalar(select(Order.state).where(Order.id == order_id))
    session.commit()
    if page is None or unpaid:
        return state is OrderState.CONFIRMED  # credit paid all of it
    day.stripe.pay(page)
    if day.chance.random() < RETURNS:
        answered(lambda: gateway_flows.catch_up(order_id))
    return True


def answered(call: object) -> bool:
    """Call the gateway, and once more if there was no answer. Returns whether there was one."""
    for _ in range(3):
        try:
            retry_deadlocks(call)  # type: ignore[arg-type]
            session.commit()
        except Unavailable:
            session.rollback()
        except DomainError:
            session.rollback()
            return False
        else:
            return True
    return False


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
                cancel_booking(booking_id=booking_id, actor=actor, user_id=None)
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


def dispute_some(day: Day) -> None:
    """Dispute payments as their cardholders, all of each or a part."""
    paid = select(Payment.payment_intent_id).where(Payment.charge_id.is_not(None)).order_by(Payment.id)
    for intent in session.scalars(paid).all():
        if intent and day.chance.random() < DISPUTED:
            charged = day.stripe.client().v1.payment_intents.retrieve(intent).amount_received
            day.stripe.dispute(intent, amount=day.chance.choice((None, charged // 2 or None)))
            day.done["disputes"] += 1
    session.commit()


def decide(day: Day) -> None:
    """Decide about each dispute as the bank."""
    for each in day.stripe.client().v1.disputes.list({"limit": 100}).auto_paging_iter():
        outcome = day.chance.choice(("win", "lose"))
        day.stripe.decide(each.id, outcome)
        day.done["disputes won" if outcome == "win" else "disputes lost"] += 1
