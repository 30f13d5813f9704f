"""The guest reschedules a booking of a series together with the later ones."""

import re
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import User
from app.availability.actions import Claim, book
from app.availability.enums import ReservationState
from app.availability.models import Reservation
from app.booking_emails.emails import series as series_emails
from app.bookings.actions.cancel import cancel_booking
from app.bookings.enums import Actor, OrderState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order, OrderLine
from app.bookings.models.refunds import Refund
from app.bookings.queries.bookings import bookings_by_id
from app.bookings.queries.history import reschedules_of
from app.bookings.queries.orders import pending_reschedule_order
from app.bookings.queries.refunds import refundable_of
from app.catalog.models import Service
from app.core.db import session
from app.orders.actions.fulfillment import confirm_order, expire_order
from app.rescheduling.actions.by_venue import reschedule_by_venue
from app.rescheduling.actions.series_by_guest import NewStart, reschedule_series_by_guest
from app.rescheduling.actions.slot_choice import Destination
from tests.email.outbox import Outbox
from tests.factories import make_booking, make_deal, make_member, make_service, make_user, make_venue
from tests.pages import flashed, read
from tests.repeated import FIRST, repeated
from tests.support import Jobs, sign_in, statements

WEEK, HOUR = timedelta(weeks=1), timedelta(hours=1)


@pytest.fixture
def wren(client: FlaskClient) -> User:
    wren = make_user()
    sign_in(client, wren)
    return wren


@pytest.fixture
def massage(client: FlaskClient) -> Service:
    venue = make_venue(name="Hazel Bodywork")
    return make_service(venue, members=[make_member(venue)], title="Unwinding massage", price_cents=10000)


def reserved(service: Service, times: int, user: User, *cents: int, hour: int = 0) -> list[Booking]:
    """Return weekly paid bookings of a series with their reservations; `cents` are other prices than $100."""
    bookings = repeated(service, times, user=user, at=FIRST + hour * HOUR, weeks=1, reschedule_hours=24)
    for number, each in enumerate(bookings):
        each.price_cents = each.list_cents = cents[number] if cents else 10000
        line = session.scalars(select(OrderLine).where(OrderLine.booking_id == each.id)).one()
        line.amount_cents = each.price_cents
        book(claims=[Claim(each.id, each.option_id, each.starts_at)])
    session.commit()
    return bookings


def to_pay(service: Service, cents: int) -> None:
    """Change what the service costs from now on."""
    service.first_option.price_cents = cents
    session.commit()


def all_later(bookings: list[Booking], shift: timedelta, difference: int) -> object:
    starts = [NewStart(each.id, each.starts_at + shift, None, each.sequence) for each in bookings]
    done = reschedule_series_by_guest(starts=starts, difference=difference, user_id=1)
    session.flush()
    return done


def shown_fields(page: str) -> dict[str, str]:
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    return hidden | dict(re.findall(r'name="(date-\d+)" value="([^"]*)" checked', page))


def starts(bookings: list[Booking]) -> list[datetime]:
    session.expire_all()
    return [booking.starts_at for booking in bookings]


def money(bookings: list[Booking]) -> tuple[list[int], list[int]]:
    """Return the prices, and what could still be refunded for each."""
    session.expire_all()
    left = refundable_of(bookings)
    return [one.price_cents for one in bookings], [left.get(one.id, 0) for one in bookings]


def test_this_and_later_bookings_move_by_the_same_difference_with_one_email_to_each_side(
    client: FlaskClient, jobs: Jobs, massage: Service, wren: User
) -> None:
    bookings = reserved(massage, 3, wren)
    # One week later: each takes the time that the next one leaves.
    path = f"/bookings/{bookings[1].public_id}/reschedule-later"
    page = client.get(f"{path}?start={(FIRST + 2 * WEEK + HOUR):%Y-%m-%dT%H:%M}Z").text
    assert "Now Tue, May 26, 10:00 AM" in page
    assert client.post(path, data=shown_fields(page)).status_code == 303
    assert starts(bookings) == [FIRST, FIRST + 2 * WEEK + HOUR, FIRST + 3 * WEEK + HOUR]
    assert "Your 2 bookings have new times." in flashed(client, f"/bookings/{bookings[1].public_id}")
    waiting = jobs.waiting()
    assert waiting.count("bookings.email_series_rescheduled") == 1
    assert waiting.count("bookings.email_venue_series_rescheduled") == 1
    assert not {"bookings.email_rescheduled", "bookings.email_venue_rescheduled"} & set(waiting)
    found = bookings_by_id([booking.id for booking in bookings[1:]])
    moves = [reschedules_of(booking.id)[0] for booking in found]
    mail = series_emails.rescheduled([(each, move, move) for each, move in zip(found, moves, strict=True)])
    assert mail.letter.subject.startswith("You rescheduled 2 bookings: Unwinding massage")
    to_venue = series_emails.venue_rescheduled(list(zip(found, moves, strict=True)), owner=make_user())
    assert to_venue.letter.title == "Wren rescheduled 2 bookings."


def test_the_picker_leads_to_the_dates_of_this_and_the_later_ones(
    client: FlaskClient, massage: Service, wren: User
) -> None:
    bookings = reserved(massage, 3, wren)
    path = f"/bookings/{bookings[0].public_id}/reschedule"
    assert "Only this booking This and the 2 later ones" in read(client, path)
    assert f'href="{path}-later?start=' in client.get(f"{path}?later=1").text


def test_a_date_that_does_not_fit_offers_the_nearest_times_and_keeps_its_own(
    client: FlaskClient, massage: Service, wren: User
) -> None:
    bookings = reserved(massage, 3, wren)
    other = make_booking(massage, FIRST + WEEK + 2 * HOUR)
    book(claims=[Claim(other.id, other.option_id, other.starts_at)])
    session.commit()
    path = f"/bookings/{bookings[0].public_id}/reschedule-later"
    page = client.get(f"{path}?start={(FIRST + 2 * HOUR):%Y-%m-%dT%H:%M}Z").text
    assert "1 new time isn’t available. Choose another one, or keep the current time." in page
    assert shown_fields(page)["date-2"] == ""
    assert client.post(path, data=shown_fields(page)).status_code == 303
    assert starts(bookings) == [FIRST + 2 * HOUR, FIRST + WEEK, FIRST + 2 * WEEK + 2 * HOUR]


def test_a_date_is_not_offered_the_time_that_another_booking_keeps(
    client: FlaskClient, massage: Service, wren: User
) -> None:
    bookings = reserved(massage, 2, wren)
    path = f"/bookings/{bookings[0].public_id}/reschedule-later"
    query = {"start": f"{(FIRST + WEEK):%Y-%m-%dT%H:%M}Z", "date-2": ""}
    page = client.get(path, query_string=query).text
    assert "Another of your bookings in this series is at that time." in page
    assert shown_fields(page)["date-1"] == ""


def test_a_booking_past_its_deadline_keeps_its_time(client: FlaskClient, massage: Service, wren: User) -> None:
    bookings = reserved(massage, 2, wren)
    bookings[1].reschedule_hours = 24 * 21
    session.commit()
    path = f"/bookings/{bookings[0].public_id}/reschedule-later"
    page = client.get(f"{path}?start={(FIRST + HOUR):%Y-%m-%dT%H:%M}Z").text
    assert "Online rescheduling ended" in page
    assert client.post(path, data=shown_fields(page)).status_code == 303
    assert starts(bookings) == [FIRST + HOUR, FIRST + WEEK]


def test_a_stale_page_changes_nothing(client: FlaskClient, massage: Service, wren: User) -> None:
    bookings = reserved(massage, 2, wren)
    path = f"/bookings/{bookings[0].public_id}/reschedule-later"
    fields = shown_fields(client.get(f"{path}?start={(FIRST + HOUR):%Y-%m-%dT%H:%M}Z").text)
    assert client.post(path, data={**fields, "total": "-100"}).status_code == 409
    bookings[1].sequence += 1
    session.commit()
    assert client.post(path, data=fields).status_code == 409
    assert starts(bookings) == [FIRST, FIRST + WEEK]


def test_lower_prices_are_refunded_in_total(massage: Service, wren: User) -> None:
    bookings = reserved(massage, 2, wren)
    to_pay(massage, 9000)
    all_later(bookings, HOUR, -2000)
    assert money(bookings) == ([9000, 9000], [9000, 9000])
    assert sum(session.scalars(select(Refund.amount_cents))) == 2000


def test_a_lower_price_pays_for_a_higher_one_in_the_lines_of_the_order(massage: Service, wren: User) -> None:
    bookings = reserved(massage, 2, wren, 12000, 9000)
    charged = sum(session.scalars(select(OrderLine.amount_cents)))
    all_later(bookings, HOUR, -1000)
    assert money(bookings) == ([10000, 10000], [10000, 10000])
    assert sum(session.scalars(select(OrderLine.amount_cents))) == charged
    assert list(session.scalars(select(Refund.amount_cents))) == [1000]


def test_a_total_below_the_card_minimum_is_waived(massage: Service, wren: User) -> None:
    bookings = reserved(massage, 2, wren, 10080, 9900)
    all_later(bookings, HOUR, 0)
    prices, left = money(bookings)
    assert prices == left == [10000, 9980]


def test_one_payment_holds_all_new_times_and_reschedules_once_paid(
    massage: Service, wren: User, jobs: Jobs, outbox: Outbox
) -> None:
    bookings = reserved(massage, 3, wren, 12000, 10000, 10000)
    to_pay(massage, 11500)
    order = all_later(bookings, WEEK, 2500)
    assert isinstance(order, Order)
    assert order.total_cents == 2500
    assert starts(bookings) == [FIRST, FIRST + WEEK, FIRST + 2 * WEEK]
    # The first two new times are those that the next bookings have now.
    held = session.scalars(select(Reservation).where(Reservation.state == ReservationState.HELD)).all()
    assert [one.booking_id for one in held] == [bookings[2].id]
    assert {pending_reschedule_order(one.id) for one in bookings} == {order}
    confirm_order(order_id=order.id)
    assert starts(bookings) == [FIRST + WEEK, FIRST + 2 * WEEK, FIRST + 3 * WEEK]
    assert money(bookings) == ([11500] * 3, [11500] * 3)
    jobs.run()
    [mail] = outbox.mails(wren.email)
    assert mail["subject"].startswith("You rescheduled 3 bookings")
    assert [each["name"].rsplit(".", 1)[1] for each in mail["attachments"]] == ["ics", "pdf"]
    # Each can still be refunded in full from what paid for it.
    for one in bookings:
        cancel_booking(booking_id=one.id, actor=Actor.PROVIDER, user_id=None)
    assert sum(session.scalars(select(Refund.amount_cents))) == 3 * 11500


def test_an_unpaid_change_gives_all_held_times_back(massage: Service, wren: User) -> None:
    bookings = reserved(massage, 2, wren)
    to_pay(massage, 11000)
    order = all_later(bookings, HOUR, 2000)
    assert isinstance(order, Order)
    expire_order(order_id=order.id)
    assert starts(bookings) == [FIRST, FIRST + WEEK]
    assert session.scalar(select(Reservation).where(Reservation.state == ReservationState.HELD)) is None
    assert pending_reschedule_order(bookings[1].id) is None


def test_a_payment_is_refunded_if_one_of_the_bookings_changed(massage: Service, wren: User) -> None:
    bookings = reserved(massage, 2, wren)
    to_pay(massage, 11000)
    order = all_later(bookings, HOUR, 2000)
    assert isinstance(order, Order)
    there = bookings[1].starts_at + 3 * HOUR
    reschedule_by_venue(booking_id=bookings[1].id, to=Destination(there, there + HOUR), sequence=0)
    session.flush()
    confirm_order(order_id=order.id)
    assert order.state is OrderState.REFUNDED
    assert starts(bookings) == [FIRST, there]
    assert sum(session.scalars(select(Refund.amount_cents))) == 2000
    assert money(bookings)[1] == [10000, 10000]


def test_a_limited_deal_goes_to_the_first_dates(massage: Service, wren: User) -> None:
    bookings = reserved(massage, 2, wren)
    make_deal(venue=massage.venue, percent=20, max_uses=1)
    session.commit()
    all_later(bookings, HOUR, -2000)
    assert money(bookings)[0] == [8000, 10000]


def test_the_page_takes_as_many_statements_for_seven_bookings_as_for_two(
    client: FlaskClient, massage: Service, wren: User
) -> None:
    counts = []
    for hour, times in enumerate((2, 2, 7)):
        first = reserved(massage, times, wren, hour=2 * hour)[0]
        with statements() as looking:
            client.get(f"/bookings/{first.public_id}/reschedule-later?start={(first.starts_at + HOUR):%Y-%m-%dT%H:%M}Z")
        counts.append(len(looking))
    assert counts[1] == counts[2]


def test_the_page_to_pay_lists_each_new_time(client: FlaskClient, massage: Service, wren: User) -> None:
    bookings = reserved(massage, 2, wren)
    to_pay(massage, 11000)
    all_later(bookings, HOUR, 2000)
    session.commit()
    page = read(client, f"/bookings/{bookings[1].public_id}/reschedule/pay")
    assert "Your 2 bookings change once you pay the difference." in page
    assert "Now Tue, May 26, 10:00 AM" in page
    assert "Continue to payment, $20.00" in page
