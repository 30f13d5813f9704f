"""Credit at a venue, on the pages of the venue and of the guest."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import User
from app.bookings.enums import BookingState
from app.bookings.models.orders import Order
from app.bookings.queries.bookings import bookings_of_order
from app.bookings.queries.refunds import keepable_cents, refundable_by_source
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict
from app.credit.actions import keep_refund, take
from app.credit.models import CreditMovement
from app.credit.queries import balances_of, credit_at
from app.guests.models import Guest
from app.ledger.enums import Account
from app.ledger.queries import balances
from app.payouts.queries.transfers import owed_by_venue
from app.statements.periods import chosen_period
from app.statements.queries.statement import statement_of
from app.venue_credit.actions import GONE_FOR, TAKE_BACK_WITHIN, settle_credit_at, settle_credit_soon, take_back
from app.venues.actions.publication import suspend_venue
from app.venues.enums import VenueStatus
from app.venues.models import Venue
from tests.credit.test_spending import give, paid
from tests.email.outbox import Outbox
from tests.factories import add, make_booking, make_order, make_service, make_user, make_venue, make_venue_order
from tests.pages import flashed, read
from tests.payments.test_ledger import after
from tests.payments.test_settle import massage, order
from tests.payouts.test_transfers import pay, set_up, venue_of
from tests.sale_factories import make_venue_credit
from tests.sandbox.servers import StripeSandbox
from tests.support import NOW, Jobs, sign_in

__all__ = ["massage", "order"]


@pytest.fixture
def venue(db: None) -> Venue:
    return make_venue()


@pytest.fixture
def guest(venue: Venue) -> User:
    """Make a guest who has booked at the venue."""
    user = make_user()
    order = make_order(user=user)
    record = add(Guest(venue_id=venue.id, user_id=user.id, name=user.name))
    make_venue_order(order, venue.id, guest_id=record.id)
    make_booking(make_service(venue), NOW, order=order, state=BookingState.COMPLETED)
    return user


def page_of(guest: User) -> str:
    record = session.scalars(select(Guest).where(Guest.user_id == guest.id)).one()
    return f"/venue/guests/{record.public_id}"


def test_an_owner_gives_credit_that_guests_see_and_takes_it_back(
    client: FlaskClient, venue: Venue, guest: User, jobs: Jobs, outbox: Outbox
) -> None:
    page, owner = page_of(guest), session.get_one(User, venue.owner_id)
    sign_in(client, owner)
    form = {"amount": "20", "reason": "Sorry about the noise.", "balance": "0"}
    assert client.post(f"{page}/credit/", data={**form, "amount": "500.01"}).status_code == 422
    assert client.post(f"{page}/credit/", data=form).status_code == 303
    again = client.post(f"{page}/credit/", data=form)
    assert (again.status_code, "it’s $20.00 now" in again.text) == (422, True)
    assert "Credit: $20.00" in read(client, page)
    assert "Credit for a guest Sorry about the noise." in read(client, "/venue/payouts/transactions")
    this_month = chosen_period("", venue.zone)
    assert this_month is not None
    found = statement_of(venue, this_month)
    assert (found.credit, found.other, found.closing_with_us) == (-2000, 0, -2000)
    jobs.run()
    assert "Sorry about the noise." in outbox.mail(guest.email)["text"]

    sign_in(client, guest)
    assert "Credit at a venue" in (text := read(client, "/account/credit"))
    assert f"{venue.name}: Credit from the venue: Sorry about the noise." in text
    assert f"You have $20.00 credit at {venue.name}." in read(client, f"/venues/{venue.slug}")

    sign_in(client, owner)
    (number,) = session.scalars(select(CreditMovement.id)).all()
    assert client.post(f"{page}/credit/{number}/undo").status_code == 303
    assert "You took back $20.00" in flashed(client, page)
    assert client.post(f"{page}/credit/{number}/undo").status_code == 303
    assert "This credit is undone already." in flashed(client, page)
    assert (credit_at(venue.id, guest.id), set(balances().values())) == (0, {0})


def test_credit_is_taken_back_only_for_a_week_and_only_unused(venue: Venue, guest: User) -> None:
    given = make_venue_credit(guest, venue)
    by = {"movement_id": given.id, "venue_id": venue.id, "by_id": venue.owner_id}
    with clock.pinned(given.at + TAKE_BACK_WITHIN + timedelta(seconds=1)), pytest.raises(Conflict, match="7 days"):
        take_back(**by)
    take(user_id=guest.id, order_id=make_order(user=guest).id, parts={venue.id: 1})
    with pytest.raises(Conflict, match="used some"):
        take_back(**by)


def test_a_guest_keeps_a_refund_as_credit_at_the_venue(
    client: FlaskClient, order: Order, stripe: StripeSandbox, jobs: Jobs, outbox: Outbox
) -> None:
    guest, venue = session.get_one(User, order.user_id), venue_of(bookings_of_order(order.id)[0])
    give(order, 6000)
    paid(order, stripe)
    (booking,) = bookings_of_order(order.id)
    sign_in(client, guest)
    page = f"/bookings/{booking.public_id}/cancel"
    assert "Cancel and keep $50.00 as credit" in read(client, page)
    form = {"back": "11000", "fee": "0"}
    assert client.post(page, data={**form, "keep": "4900"}).status_code == 409
    session.rollback()
    assert client.post(page, data={**form, "keep": "5000"}).status_code == 303
    assert balances_of(guest.id) == {None: 6000, venue: 5000}
    assert -balances()[Account.GUEST_CREDIT] == 11000
    canceled = read(client, f"/bookings/{booking.public_id}")
    assert f"You kept $50.00 as credit at {session.get_one(Venue, venue).name}." in canceled
    assert "Kept as credit at " in canceled
    jobs.run()
    assert not [each for each in stripe.requests() if "refunds" in each["path"]]
    mails = [mail["text"] for mail in outbox.mails(guest.email)]
    assert sum("You can use your credit for your next booking" in text for text in mails) == 1
    assert not any("We refunded $50.00" in text for text in mails)


def test_nobody_keeps_what_a_bank_disputes_or_where_nobody_can_book(order: Order, stripe: StripeSandbox) -> None:
    paid(order, stripe)
    (booking,) = bookings_of_order(order.id)
    venue = session.get_one(Venue, venue_of(booking))
    assert keepable_cents(refundable_by_source(booking), 11000) == 11000
    venue.status = VenueStatus.SUSPENDED
    session.flush()
    assert keepable_cents(refundable_by_source(booking), 11000) == 0
    venue.status, order.refunds_blocked = VenueStatus.LIVE, True
    session.flush()
    assert keepable_cents(refundable_by_source(booking), 11000) == 0


def test_a_week_after_a_venue_is_gone_guests_keep_what_they_paid_for(
    venue: Venue, guest: User, jobs: Jobs, outbox: Outbox
) -> None:
    given = make_venue_credit(guest, venue)
    keep_refund(user_id=guest.id, order_id=make_order(user=guest).id, parts={venue.id: 3000})
    suspend_venue(venue=venue, by=session.get_one(User, venue.owner_id), reason="As a test.")
    with clock.pinned(given.at + GONE_FOR - timedelta(hours=1)):
        settle_credit_soon()
        settle_credit_at(venue_id=venue.id, user_id=guest.id)
    jobs.run()
    assert balances_of(guest.id) == {None: 0, venue.id: 5000}
    with clock.pinned(given.at + GONE_FOR + timedelta(hours=1)):
        settle_credit_soon()
        jobs.run()
    assert balances_of(guest.id) == {None: 3000}
    news = " ".join(mail["text"] for mail in outbox.mails(guest.email))
    assert "You can use your $30.00 credit there at any other venue now." in news
    assert "The $20.00 that the venue gave you has ended" in news


def test_credit_that_a_venue_has_paid_for_is_the_guests(order: Order, stripe: StripeSandbox) -> None:
    paid(order, stripe)
    (booking,) = bookings_of_order(order.id)
    venue, user_id = session.get_one(Venue, venue_of(booking)), order.user_id or 0
    given = make_venue_credit(session.get_one(User, user_id), venue)
    set_up(venue.id, stripe)
    after(booking)
    pay(booking)
    assert owed_by_venue(venue.id) == 0
    with pytest.raises(Conflict, match="already kept"):
        take_back(movement_id=given.id, venue_id=venue.id, by_id=venue.owner_id)
    venue = session.get_one(Venue, venue.id)
    suspend_venue(venue=venue, by=session.get_one(User, venue.owner_id), reason="As a test.")
    with clock.pinned(clock.now() + GONE_FOR):
        settle_credit_at(venue_id=venue.id, user_id=user_id)
    assert balances_of(user_id) == {None: 2000}
    assert -balances()[Account.GUEST_CREDIT] == 2000


def test_only_guests_who_booked_with_an_account_get_credit(client: FlaskClient, venue: Venue) -> None:
    typed = add(Guest(venue_id=venue.id, user_id=make_user().id, name="Wren"))
    sign_in(client, session.get_one(User, venue.owner_id))
    assert client.get(f"/venue/guests/{typed.public_id}/credit/").status_code == 404
