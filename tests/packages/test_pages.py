"""A package from the owner's form to the venue's earnings, over the pages, the jobs, and the stand-in of Stripe."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import User
from app.bookings.actions.cancel import cancel_booking, complete_finished
from app.bookings.enums import Actor, BookingState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.models.refunds import Refund
from app.bookings.queries.bookings import load_booking
from app.bookings.queries.refunds import refundable_cents
from app.catalog.models import Service
from app.core import clock
from app.core.db import session
from app.guests.models import Guest
from app.ledger.actions import Entry, credit, debit, record_entries
from app.ledger.enums import Account, LedgerEvent
from app.ledger.queries import balances
from app.orders.actions.fulfillment import expire_order
from app.passes.actions import expire_passes
from app.passes.enums import PassState, UseState
from app.passes.models import Pass, PassOffer, PassUse
from app.payments.models import Payment
from app.rescheduling.quote import quote_reschedule
from app.venues.models import Venue
from tests.email.outbox import Outbox
from tests.factories import first_option, make_add_on, make_member, make_service, make_user, make_venue
from tests.pages import read
from tests.sale_factories import make_offer, make_pass
from tests.sandbox.servers import StripeSandbox
from tests.support import NOW, Jobs, sign_in, utc

FRIDAY = utc("2026-05-15 18:00")


@pytest.fixture
def massage(client: FlaskClient) -> Service:
    """Return a massage for $100 that a package can pay for."""
    venue = make_venue(slug="hazel")
    june = make_member(venue)
    service = make_service(venue, slug="massage", title="Swedish massage", price_cents=10000, members=[june])
    session.commit()
    return service


@pytest.fixture
def wren(client: FlaskClient) -> User:
    user = make_user(name="Wren Abernathy")
    session.commit()
    sign_in(client, user)
    return user


@pytest.fixture
def package(massage: Service, wren: User) -> Pass:
    """Return a package of five massages for $400 that Wren has bought."""
    bought = make_pass(wren, make_offer(first_option(massage)))
    postings = [debit(Account.CASH_AT_STRIPE, 40000), credit(Account.UNEARNED_REVENUE, 40000, venue_id=bought.venue_id)]
    record_entries([Entry(LedgerEvent.PAYMENT, "package", postings)])
    session.commit()
    return bought


def held() -> Pass:
    session.rollback()
    return session.scalars(select(Pass).execution_options(populate_existing=True)).one()


def last_booking() -> Booking:
    return session.scalars(select(Booking).order_by(Booking.id.desc())).first() or pytest.fail("nothing was booked")


def put(client: FlaskClient, hour: int = 18, **more: str) -> None:
    data = {"venue": "hazel", "service": "massage", "start": f"2026-05-15T{hour}:00Z", **more}
    assert client.post("/cart/lines", data=data).status_code == 303


def book(client: FlaskClient, hour: int = 18) -> Booking:
    """Book a massage with what the guest has. No payment page opens."""
    put(client, hour)
    page = client.post("/checkout").location
    text = read(client, page)
    assert "Book from your package" in text
    assert "After that, it counts as used." in text
    assert "no refund" not in text
    form = {"name": "Wren Abernathy", "email": "wren@example.com", "phone": "(503) 555-0187", "agree": "y"}
    assert "/orders/" in client.post(page, data=form).location
    session.rollback()
    return last_booking()


def amounts() -> dict[Account, int]:
    """Return what the ledger has in its liabilities and revenues, in cents."""
    found = {account: -cents for account, cents in balances().items() if cents}
    return {account: cents for account, cents in found.items() if account is not Account.CASH_AT_STRIPE}


def test_an_owner_sells_a_package_and_a_guest_buys_it(
    client: FlaskClient, massage: Service, stripe: StripeSandbox, jobs: Jobs, outbox: Outbox
) -> None:
    owner, wren = (
        session.get_one(User, session.get_one(Venue, massage.venue_id).owner_id),
        make_user(name="Wren Abernathy", email="wren@example.com"),
    )
    sign_in(client, owner)
    seen = re.search(r'name="seen"[^>]* value="(\w+)"', client.get("/venue/packages/new").text)
    form = {"title": "Five massages", "uses": "5", "price": "400", "valid_days": "365", "seen": seen[1] if seen else ""}
    assert client.post("/venue/packages/new", data=form).status_code == 422, "no service is chosen"
    form["options"] = str(first_option(massage).id)
    assert client.post("/venue/packages/new", data={**form, "price": "-1"}).status_code == 422
    answer = client.post("/venue/packages/new", data=form)
    assert answer.status_code == 303
    offer = session.scalars(select(PassOffer)).one()
    assert "See packages and memberships" in read(client, "/venues/hazel")

    sign_in(client, wren)
    page = read(client, "/venues/hazel/packages")
    assert "5 bookings: Swedish massage" in page
    assert "$80.00 per booking" in page
    assert client.post(f"/packages/{offer.public_id}").status_code == 303
    assert "You haven’t paid for this package yet." in read(client, f"/account/packages/{held().public_id}")
    stripe.pay(session.scalars(select(Payment.session_id)).one() or "")
    order = session.scalars(select(Order)).one()
    assert client.get(f"/orders/{order.public_id}").location.endswith(held().public_id)
    jobs.run()
    assert "It pays for 5 bookings of Swedish massage" in outbox.mails("wren@example.com")[-1]["text"]
    assert "5 of 5 left" in read(client, "/account/packages")
    assert session.scalars(select(Guest.user_id)).all() == [wren.id], "the venue knows who has it"
    found = amounts()
    assert found[Account.UNEARNED_REVENUE] == 40000

    sign_in(client, owner)
    page = read(client, "/venue/packages/")
    assert "Guests paid $400.00 for bookings that they haven’t used yet" in page
    assert "Packages in use 1 Bookings used 0 of 5 Packages, not earned yet $400.00" in page


def test_a_booking_from_a_package_costs_nothing_and_is_earned_at_its_value(client: FlaskClient, package: Pass) -> None:
    put(client)
    assert "Included in “Five massages”" in read(client, "/cart/")
    booking = book(client, 20)
    assert (booking.state, booking.price_cents, refundable_cents(booking)) == (BookingState.CONFIRMED, 0, 0)
    assert (held().uses_left, held().left_cents) == (3, 24000), "both massages of the cart are booked"
    assert amounts() == {Account.UNEARNED_REVENUE: 24000, Account.GUEST_PREPAYMENTS: 16000}
    with clock.pinned(NOW + timedelta(days=3)):
        assert complete_finished() == 2
    assert amounts() == {Account.UNEARNED_REVENUE: 24000, Account.VENUE_PAYABLE: 16000}
    assert "3 of 5 left" in read(client, f"/account/packages/{held().public_id}")


def test_an_add_on_is_charged_beside_a_package(
    client: FlaskClient, massage: Service, package: Pass, stripe: StripeSandbox
) -> None:
    stones = make_add_on(massage, cents=2000)
    session.commit()
    put(client, extra=stones.key)
    page = client.post("/checkout").location
    assert "Continue to payment, $20.00" in read(client, page)
    assert (held().uses_left, amounts()) == (4, {Account.UNEARNED_REVENUE: 40000})


def test_an_expired_hold_returns_the_use(client: FlaskClient, package: Pass) -> None:
    put(client)
    client.post("/checkout")
    assert held().uses_left == 4
    expire_order(order_id=session.scalars(select(Order.id).order_by(Order.id.desc())).first() or 0)
    session.commit()
    assert (held().uses_left, held().left_cents) == (5, 40000)


@pytest.mark.parametrize(
    ("actor", "hours_before", "left"),
    [(Actor.GUEST, 25, 5), (Actor.GUEST, 2, 4), (Actor.PROVIDER, 2, 5)],
)
def test_only_a_late_cancellation_by_the_guest_costs_the_use(
    client: FlaskClient, package: Pass, actor: Actor, hours_before: int, left: int
) -> None:
    booking = book(client)
    with clock.pinned(booking.starts_at - timedelta(hours=hours_before)):
        cancel_booking(booking_id=booking.id, actor=actor, user_id=None)
    session.commit()
    assert held().uses_left == left
    earned = {} if left == 5 else {Account.VENUE_PAYABLE: 8000}
    assert amounts() == {Account.UNEARNED_REVENUE: left * 8000, **earned}


def test_a_rescheduled_booking_still_costs_nothing(client: FlaskClient, package: Pass) -> None:
    booking = book(client)
    wanted = quote_reschedule(load_booking(booking.id), FRIDAY + timedelta(days=1), None, code=None)
    assert (wanted.price_cents, wanted.difference) == (0, 0)


def test_what_expires_is_earned_by_the_venue_and_a_later_return_can_be_used(client: FlaskClient, package: Pass) -> None:
    booking = book(client)
    package = held()
    package.commission_bps = 1000
    with clock.pinned(NOW + timedelta(days=366)):
        assert expire_passes() == 1
        assert expire_passes() == 0
        session.commit()
        assert held().state is PassState.EXPIRED
        assert amounts() == {
            Account.GUEST_PREPAYMENTS: 8000,
            Account.VENUE_PAYABLE: 28800,
            Account.COMMISSION: 3200,
        }
        cancel_booking(booking_id=booking.id, actor=Actor.PROVIDER, user_id=None)
        session.commit()
        assert (held().is_usable, held().uses_left, held().left_cents) == (True, 1, 8000)
    with clock.pinned(NOW + timedelta(days=397)):
        expire_passes()
    assert amounts() == {Account.VENUE_PAYABLE: 36000, Account.COMMISSION: 4000}


def test_a_venue_refunds_what_is_left_once(
    client: FlaskClient, massage: Service, package: Pass, stripe: StripeSandbox
) -> None:
    book(client)
    sign_in(client, session.get_one(User, session.get_one(Venue, massage.venue_id).owner_id))
    page = f"/venue/packages/sold/{package.public_id}"
    assert "Refund $320.00" in read(client, page)
    assert client.post(page, data={"left": "40000", "reason": "You asked."}).status_code == 422, "a stale page"
    assert client.post(page, data={"left": "32000", "reason": "You asked."}).status_code == 303
    assert client.post(page, data={"left": "32000", "reason": "You asked."}).status_code == 422
    refund = session.scalars(select(Refund)).one()
    assert (refund.amount_cents, refund.booking_id, held().state) == (32000, None, PassState.REFUNDED)
    assert session.scalars(select(PassUse.state)).all() == [UseState.USED]
