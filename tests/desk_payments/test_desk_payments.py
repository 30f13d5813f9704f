"""Payments at the front desk: recorded in person, or on the guest's phone at a link; and the count of the cash."""

import random
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts.models import User
from app.bookings.actions.attendance import mark_paid
from app.bookings.actions.cancel import cancel_booking, complete_finished
from app.bookings.actions.desk_payments import record_desk_payment, undo_desk_payment
from app.bookings.enums import Actor, OrderState, SettledBy
from app.bookings.models.bookings import Booking
from app.bookings.models.desk_payments import DeskPayment
from app.bookings.models.orders import Order
from app.bookings.models.refunds import Refund
from app.bookings.queries.desk_payments import due_cents
from app.bookings.queries.orders import lapsed_orders
from app.catalog.models import Service
from app.catalog.queries import services_by_id
from app.commission.actions import set_rates
from app.commission.amounts import Rates
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict, DomainError
from app.desk_payments.actions import count_cash, open_link
from app.desk_payments.queries import desk_day, order_at_link
from app.ledger.enums import Account
from app.ledger.queries import balances
from app.payments.queries import open_payment
from app.tips.queries import pending_tip
from app.venues.enums import PaymentTerms
from app.venues.models import Venue
from tests.factories import make_member, make_service, make_user, make_venue
from tests.front_desk.test_front_desk import AT, walk_in
from tests.later_charges.test_charges import book
from tests.sandbox.servers import StripeSandbox
from tests.support import NOW, Jobs, sign_in

PRICE = 11000
TODAY = NOW.date()

pytestmark = pytest.mark.usefixtures("db", "now")


@pytest.fixture
def venue() -> Venue:
    return make_venue(name="Hazel Bodywork")


@pytest.fixture
def massage(venue: Venue) -> Service:
    service = make_service(venue, members=[make_member(venue)], price_cents=PRICE)
    return services_by_id([service.id])[0]


@pytest.fixture
def booking(venue: Venue, massage: Service) -> Booking:
    booking = walk_in(venue, massage)
    session.commit()
    return booking


def record(booking: Booking, cents: int, method: SettledBy = SettledBy.CASH, tip: int = 0) -> DeskPayment:
    return record_desk_payment(booking_id=booking.id, method=method, cents=cents, tip_cents=tip, user_id=owner())


def owner() -> int:
    return session.scalars(select(Venue.owner_id)).one()


def settled(booking: Booking) -> tuple[int, SettledBy | None]:
    """Return what is due for a booking, and what its order says."""
    session.flush()
    return due_cents(booking.id), session.scalars(select(Order.settled_by).where(Order.settled_by.is_not(None))).one()


def pays(stripe: StripeSandbox, client: FlaskClient, order: Order) -> None:
    """Pay at a link without logging in, and return from the payment page."""
    there = f"/pay/{order.pay_key}"
    assert client.get(there).status_code == 200
    assert client.post(there).status_code == 303
    payment = open_payment(order.id)
    assert payment is not None
    stripe.pay(payment.session_id or "")
    assert "You paid" in client.get(f"{there}?session=x").text


def tips(stripe: StripeSandbox, client: FlaskClient, order: Order, booking: Booking) -> None:
    """Tip $22 at the link of a payment, and return from the payment page."""
    assert client.post(f"/pay/{order.pay_key}/tip", data={"amount": "22"}).status_code == 303
    extra = pending_tip(booking.id)
    payment = open_payment(extra.id) if extra else None
    assert extra is not None
    assert payment is not None
    stripe.pay(payment.session_id or "")
    assert "You tipped $22.00" in client.get(f"/pay/{extra.pay_key}?session=x").text


def test_due_is_the_price_less_what_was_recorded_in_any_order(booking: Booking) -> None:
    dice, recorded = random.Random(4), list[DeskPayment]()
    for _ in range(40):
        due = PRICE - sum(each.amount_cents for each in recorded)
        assert settled(booking) == (due, SettledBy.UNPAID if due else recorded[-1].method)
        if recorded and dice.random() < 0.4:
            undone = recorded.pop(dice.randrange(len(recorded)))
            for _again in range(2):
                undo_desk_payment(booking_id=booking.id, payment_id=undone.id, user_id=owner())
        elif due:
            recorded.append(record(booking, dice.choice((1, due, due // 2 + 1)), dice.choice(list(SettledBy)[1:])))
    assert balances() == {}


def test_more_than_is_due_and_nothing_are_refused(booking: Booking) -> None:
    for cents, tip in ((PRICE + 1, 0), (0, 0), (-1, 0), (5, -1)):
        with pytest.raises(DomainError):
            record(booking, cents, tip=tip)
    cancel_booking(booking_id=booking.id, actor=Actor.PROVIDER, user_id=None, reason="Ill.")
    with pytest.raises(Conflict):
        record(booking, PRICE)


def test_marking_as_paid_replaces_the_payments(booking: Booking) -> None:
    record(booking, 4000)
    mark_paid(booking_id=booking.id, settled_by=SettledBy.CARD, user_id=owner())
    assert settled(booking) == (0, SettledBy.CARD)
    mark_paid(booking_id=booking.id, settled_by=SettledBy.UNPAID, user_id=owner())
    assert settled(booking) == (PRICE, SettledBy.UNPAID)


def test_walk_in_pays_a_deposit_in_cash_and_the_rest_on_their_phone(
    client: FlaskClient, stripe: StripeSandbox, booking: Booking, jobs: Jobs
) -> None:
    set_rates(venue_id=None, rates=Rates(800))
    record(booking, 4000)
    order = open_link(booking_id=booking.id, cents=7000)
    session.commit()
    with pytest.raises(Conflict):
        open_link(booking_id=booking.id, cents=7000)
    pays(stripe, client, order)
    assert settled(booking) == (0, SettledBy.CASH)
    with clock.pinned(AT + timedelta(hours=5)):
        complete_finished()
        session.commit()
    assert balances()[Account.VENUE_PAYABLE] == -6440
    jobs.run()
    cancel = session.get_one(Booking, booking.id)
    assert (cancel.paid_cents, cancel.commission_bps) == (7000, 800)


def test_walk_in_can_add_a_tip_after_paying_on_their_phone(
    client: FlaskClient, stripe: StripeSandbox, booking: Booking
) -> None:
    order = open_link(booking_id=booking.id, cents=7000)
    session.commit()
    pays(stripe, client, order)
    there = f"/pay/{order.pay_key}"
    assert "Add a tip" not in client.get(there).text, "the booking hasn’t started"
    with clock.pinned(AT + timedelta(minutes=50)):
        page = client.get(there).text
        assert "$22.00 (20%)" in page
        assert "$28.00 (about 25%)" in page
        assert "checked" not in page
        assert client.post(f"{there}/tip", data={"amount": "1000"}).status_code == 422
        stripe.set_clock(clock.now())
        tips(stripe, client, order, booking)
        assert "Add a tip" not in client.get(there).text
    assert balances()[Account.TIPS_PAYABLE] == -2200
    assert settled(booking) == (PRICE - 7000, SettledBy.UNPAID)


def test_canceling_a_started_walk_in_refunds_what_was_paid_at_the_link_without_the_tip(
    client: FlaskClient, stripe: StripeSandbox, booking: Booking
) -> None:
    record(booking, 6000, tip=500)
    order = open_link(booking_id=booking.id, cents=5000)
    session.commit()
    pays(stripe, client, order)
    with clock.pinned(AT + timedelta(minutes=50)):
        stripe.set_clock(clock.now())
        tips(stripe, client, order, booking)
        sign_in(client, session.get_one(User, owner()))
        there = f"/calendar/bookings/{booking.public_id}/cancel"
        page = " ".join(client.get(there).text.split())
        assert "Refund this guest in person. They paid $60.00 at your venue, tips not included" in page
        assert "Their tip of $22.00 isn’t refunded." in page
        done = client.post(there, data={"who": "we", "reason": "Ill."}, follow_redirects=True).text
    assert "We’re refunding $50.00" in done
    assert "Refund this guest in person." in done
    assert session.scalars(select(Refund.amount_cents)).all() == [5000]


def test_card_on_file_is_not_charged_for_what_was_paid_in_person(
    client: FlaskClient, stripe: StripeSandbox, jobs: Jobs
) -> None:
    venue = make_venue(name="Alder & Salt", payment_terms=PaymentTerms.CARD)
    sauna, guest = make_service(venue, capacity=3, price_cents=3600), make_user(email="wren@example.com")
    booking = book(stripe, sauna, guest)
    order = open_link(booking_id=booking.id, cents=3600)
    session.commit()
    payment = record_desk_payment(
        booking_id=booking.id, method=SettledBy.CASH, cents=3600, tip_cents=500, user_id=venue.owner_id
    )
    session.commit()
    jobs.run()
    assert order_at_link(order.pay_key or "").state is not OrderState.CONFIRMED
    assert client.post(f"/pay/{order.pay_key}").status_code == 303
    assert open_payment(order.id) is None
    assert session.get_one(Booking, booking.id).later_cents == 0
    undo_desk_payment(booking_id=booking.id, payment_id=payment.id, user_id=venue.owner_id)
    assert session.get_one(Booking, booking.id).later_cents == 3600


def test_link_of_nobody_is_not_found_and_one_that_lapsed_has_ended(
    client: FlaskClient, stripe: StripeSandbox, booking: Booking
) -> None:
    assert client.get("/pay/unknown").status_code == 404
    order = open_link(booking_id=booking.id, cents=5000)
    session.commit()
    with clock.pinned(NOW + timedelta(days=4)):
        assert list(lapsed_orders(clock.now())) == [order.id]
        assert "This link has ended" in client.get(f"/pay/{order.pay_key}").text
    for cents in (49, PRICE + 1):
        with pytest.raises((Conflict, DomainError)):
            open_link(booking_id=booking.id, cents=cents)


def test_cash_count_compares_the_drawer_with_the_day_and_asks_about_a_difference(
    booking: Booking, venue: Venue
) -> None:
    with clock.pinned(NOW.replace(hour=6)):  # the day before, in Portland
        record(booking, 1000)
    record(booking, 2000, tip=300)
    record(booking, 500, SettledBy.CARD)
    day = desk_day(venue, TODAY)
    assert (day.cash_cents, list(day.tips.values())) == (2000, [300])
    counted = {"venue": venue, "day": TODAY, "opening_cents": 10000, "user_id": venue.owner_id}
    with pytest.raises(DomainError):
        count_cash(counted_cents=11500, note=" ", **counted)
    assert count_cash(counted_cents=11500, note="Stamps", **counted).difference_cents == -500
    assert count_cash(counted_cents=12000, note="", **counted).difference_cents == 0
    with pytest.raises(DomainError):
        count_cash(counted_cents=12000, note="", **{**counted, "day": TODAY + timedelta(days=1)})


def test_owner_takes_payments_and_counts_the_cash_on_pages(
    client: FlaskClient, stripe: StripeSandbox, booking: Booking, venue: Venue
) -> None:
    sign_in(client, session.get_one(User, venue.owner_id))
    there = f"/venue/bookings/{booking.public_id}/payments"
    assert client.post(there, data={"amount": "200", "method": "cash"}).status_code == 422
    assert client.post(there, data={"amount": "40", "method": "cash", "tip": "5"}).status_code == 303
    assert client.post(f"{there}/link", data={"link_amount": "70"}).status_code == 303
    assert "Waiting for $70.00" in client.get(f"{there}/link", headers={"HX-Request-Type": "partial"}).text
    assert client.post(f"{there}/link/cancel").status_code == 303
    page = client.get(there).text
    assert "tip $5.00" in page
    assert "Waiting for" not in page
    counted = {"opening": "100", "counted": "140"}
    assert client.post("/venue/cash", data=counted).status_code == 303
    assert "$140.00" in client.get("/venue/cash").text
    assert session.scalar(select(func.count()).select_from(DeskPayment)) == 1
