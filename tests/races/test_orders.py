"""Two hundred orders under a stream of webhooks that is shuffled, duplicated, delayed and partly dropped, with crashes.

Each order ends in exactly one state: confirmed, refunded or (if unpaid) expired. No time is booked without payment.
"""

import os
import random
import signal
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from app import create_app
from app.availability.models import Reservation
from app.bookings.enums import OrderState, RefundState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.models.refunds import Refund
from app.bookings.models.venue_orders import VenueOrder
from app.cart.actions.carts import SlotRequest, open_cart
from app.cart.actions.lines import add_line
from app.cart.queries import view_of
from app.catalog.models import Service
from app.core import clock
from app.core.db import session
from app.core.errors import DomainError
from app.orders.actions.checkout import CheckOut, check_out
from app.orders.actions.create import Contact
from app.payments import gateway_flows
from app.payments.models import Payment
from tests.database import settings_for
from tests.factories import first_option, make_member, make_service, make_user, make_venue
from tests.races.contest import FORK
from tests.sandbox.servers import StripeSandbox, Taken
from tests.sizes import sized
from tests.support import NOW, Jobs, utc

pytestmark = pytest.mark.slow

EARLY, LATE = sized(150, 24), sized(50, 8)  # late orders are for times whose holds have ended
FIRST = utc("2026-05-15 17:00")  # Friday, 10 AM in Portland
LAPSED = NOW + timedelta(minutes=37)
LONG_AFTER = NOW + timedelta(hours=3)


@dataclass(frozen=True)
class Placed:
    order_id: int
    session_id: str


def place(stripe: StripeSandbox, now: datetime, service: Service, at: datetime) -> Placed:
    """Place an order, from the cart to its open payment page, with both clocks at `now`."""
    stripe.set_clock(now)  # the clock keeps running, and two hundred orders take a while
    with clock.pinned(now):
        user = make_user()
        cart = open_cart(user_id=user.id)
        add_line(cart=cart, slot=SlotRequest(first_option(service).id, at))
        order = check_out(CheckOut(cart, view_of(cart), user.id, Contact(user.name, user.email)))
        session.commit()
        gateway_flows.open_page(order.id)
        session.commit()
    found = session.scalars(select(Payment.session_id).where(Payment.order_id == order.id)).one()
    session.expunge_all()
    return Placed(order.id, found or "")


def pay_some(stripe: StripeSandbox, placed: Sequence[Placed], share: float, draw: random.Random) -> set[int]:
    paid = {each.order_id for each in placed if draw.random() < share}
    for each in placed:
        if each.order_id in paid:
            stripe.pay(each.session_id)
    return paid


def stream(taken: Sequence[Taken], draw: random.Random) -> list[Taken]:
    """Drop a fifth of the webhooks, duplicate a third of the rest, and shuffle them all."""
    kept = [each for each in taken if draw.random() > 0.2]
    doubled = [each for each in kept if draw.random() < 0.33]
    both = [*kept, *doubled]
    draw.shuffle(both)
    return both


def work_through(app: Callable[[], Flask], outcomes: Sequence[Taken], orders: Sequence[Placed], seed: int) -> None:
    """Run one process: a mix of webhooks, guests who return to the success page, and the job."""
    draw = random.Random(seed)
    own_bookings = app()
    client = own_bookings.test_client()
    with own_bookings.app_context(), clock.pinned(LAPSED):
        for number, each in enumerate(outcomes):
            assert client.post("/webhooks/stripe", data=each.body, headers=each.headers).status_code == 200
            if number % 5 == 0:
                quietly(lambda: gateway_flows.catch_up(draw.choice(orders).order_id))
            if number % 17 == 0:
                gateway_flows.close_lapsed()
                session.commit()


def quietly(talk: Callable[[], None]) -> None:
    """Call `talk` as a view does: a DomainError ends the request, not the process."""
    try:
        talk()
        session.commit()
    except DomainError:
        session.rollback()


@pytest.fixture
def service(db: None) -> Service:
    venue = make_venue()
    return make_service(venue, members=[make_member(venue, name=f"Member{n} Lind") for n in range(5)], price_cents=9000)


@pytest.fixture
def ours(app: Flask, database_url: str, stripe_process: StripeSandbox) -> Iterator[Callable[[], Flask]]:
    """Return a factory of applications that use the Stripe stand-in. The application of this process uses it too."""

    def make() -> Flask:
        return create_app(
            settings_for(
                database_url,
                stripe_api_url=stripe_process.url,
                stripe_secret_key=stripe_process.key,
                stripe_webhook_secret=stripe_process.webhook_secret,
            )
        )

    before = app.extensions["payments"]
    app.extensions["payments"] = make().extensions["payments"]
    yield make
    app.extensions["payments"] = before


def test_each_order_ends_once_and_no_time_is_booked_without_payment(
    ours: Callable[[], Flask], service: Service, stripe_process: StripeSandbox, jobs: Jobs
) -> None:
    draw = random.Random(4)
    stripe_process.reset()
    times = [FIRST + timedelta(days=n // 50, hours=n % 50 // 5) for n in range(EARLY)]
    early = [place(stripe_process, NOW, service, at) for at in times]
    paid = pay_some(stripe_process, early, 0.8, draw)
    late = [place(stripe_process, LAPSED, service, at) for at in draw.sample(times, LATE)]
    paid |= pay_some(stripe_process, late, 0.8, draw)

    outcomes = stream(stripe_process.take("shuffled"), draw)
    crash_and_carry_on(ours, outcomes, [*early, *late])
    stripe_process.set_clock(LONG_AFTER)
    with clock.pinned(LONG_AFTER):
        while session.scalar(select(func.count(Order.id)).where(Order.state == OrderState.PENDING)):
            gateway_flows.close_lapsed()
            session.commit()
        for refund_id in session.scalars(select(Refund.id)).all():
            gateway_flows.pay_refund(refund_id)
            session.commit()

    states = {order.id: order.state for order in session.scalars(select(Order))}
    assert {id for id, state in states.items() if state is OrderState.EXPIRED} == states.keys() - paid
    assert {states[id] for id in paid} == {OrderState.CONFIRMED, OrderState.REFUNDED}
    assert booked_orders() == {id for id, state in states.items() if state is OrderState.CONFIRMED}
    assert refunded_orders() == {id for id, state in states.items() if state is OrderState.REFUNDED}
    assert session.scalars(select(Refund.state).distinct()).all() == [RefundState.SUCCEEDED]
    assert money_kept(stripe_process) == 9000 * list(states.values()).count(OrderState.CONFIRMED)
    assert confirmations() == list(states.values()).count(OrderState.CONFIRMED)


def confirmations() -> int:
    """Return how many orders are to be confirmed by email, once their receipts have numbers."""
    count = "SELECT count(*) FROM procrastinate_jobs WHERE args ->> 'email' = 'bookings.email_confirmed'"
    return session.scalar(text(count)) or 0


def crash_and_carry_on(ours: Callable[[], Flask], outcomes: Sequence[Taken], orders: Sequence[Placed]) -> None:
    """Share the stream among four processes and kill two on the way; the rest of their shares is lost for good."""
    parts = [outcomes[n::4] for n in range(4)]
    processes = [FORK.Process(target=work_through, args=(ours, part, orders, n)) for n, part in enumerate(parts)]
    for process in processes:
        process.start()
    processes[0].join(timeout=4)
    for process in processes[:2]:
        if process.pid is not None and process.is_alive():
            os.kill(process.pid, signal.SIGKILL)
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes[2:]] == [0, 0]
    session.rollback()


def booked_orders() -> set[int]:
    """Return the orders with a confirmed reservation. No reservation may still be held."""
    assert session.scalar(select(func.count(Reservation.id)).where(Reservation.state == "held")) == 0
    return set(
        session.scalars(
            select(VenueOrder.order_id).join(Booking).join(Reservation, Reservation.booking_id == Booking.id)
        )
    )


def refunded_orders() -> set[int]:
    return set(session.scalars(select(VenueOrder.order_id).join(Booking).join(Refund)))


def money_kept(stripe: StripeSandbox) -> int:
    """Return the balance that Stripe reports, in cents: all payments less all refunds."""
    client = stripe.client()
    intents = session.scalars(select(Payment.payment_intent_id).where(Payment.payment_intent_id.is_not(None))).all()
    total = 0
    for intent in intents:
        charge = client.v1.payment_intents.retrieve(intent or "", {"expand": ["latest_charge"]}).latest_charge
        assert charge is not None
        assert not isinstance(charge, str)
        total += charge.amount - charge.amount_refunded
    return total
