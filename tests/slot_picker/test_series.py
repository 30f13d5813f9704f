"""The page of a repeating booking, the series in the cart, and its order."""

import re
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import Range

from app.availability.actions import Claim, book
from app.bookings.models.bookings import Booking
from app.cart.models import Cart, CartLine
from app.cart.queries import view_of
from app.catalog.models import Service
from app.core.db import session
from app.orders.actions.checkout import CheckOut, check_out
from app.orders.actions.create import Contact
from app.team.models import TeamMember, TimeOff
from app.venues.models import Venue
from tests.factories import add, make_booking, make_deal, make_member, make_service, make_user, make_venue
from tests.paid_day import booked
from tests.support import sign_in, statements, utc

AT = utc("2026-05-19 17:00")  # Tuesday, 10 AM in Portland
WEEK = timedelta(weeks=1)
PAGE = "/venues/hazel-bodywork/unwinding/repeat?start=2026-05-19T17:00Z"


@pytest.fixture
def massage(client: FlaskClient) -> Service:
    venue = make_venue(name="Hazel Bodywork", slug="hazel-bodywork", max_upcoming=None)
    members = [make_member(venue)]
    return make_service(venue, members=members, slug="unwinding", title="Unwinding massage", price_cents=11000)


def take(service: Service, at: datetime) -> None:
    """Book the time for another guest."""
    book(claims=[Claim(make_booking(service, at).id, service.first_option.id, at)])


def dates(client: FlaskClient, query: str = "", *, status: int = 200) -> str:
    session.commit()
    response = client.get(f"{PAGE}&{query}")
    assert response.status_code == status
    return response.text


def picked(page: str) -> list[str]:
    """Return the start that is chosen for each date, '' for skipped."""
    return re.findall(r'name="date-\d+" value="([^"]*)" checked', page)


def form_of(page: str) -> list[tuple[str, str]]:
    """Return the fields of the form that adds the bookings, as the page would send it."""
    form = page[page.index('action="/cart/series/"') :]
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form)
    return [*hidden, *re.findall(r'name="(date-\d+)" value="([^"]*)" checked', form)]


def sent(client: FlaskClient, fields: list[tuple[str, str]]) -> str:
    data: dict[str, list[str]] = {}
    for name, value in fields:
        data.setdefault(name, []).append(value)
    response = client.post("/cart/series/", data=data)
    assert response.status_code == 303
    return response.location


def test_each_date_shows_its_own_price_and_a_deal_with_one_use_left_lowers_one(
    client: FlaskClient, massage: Service
) -> None:
    make_deal(service=massage, percent=10, max_uses=1)
    page = dates(client, "weeks=1&times=3")
    assert picked(page) == ["2026-05-19T17:00Z", "2026-05-26T17:00Z", "2026-06-02T17:00Z"]
    assert [price in page for price in ("$110", "$99", "$319.00")] == [True] * 3
    assert "Add 3 bookings to cart" in page


def test_a_date_that_is_taken_offers_the_nearest_times_and_is_left_out_until_one_is_chosen(
    client: FlaskClient, massage: Service
) -> None:
    take(massage, AT + WEEK)
    page = dates(client, "weeks=1&times=2")
    assert picked(page) == ["2026-05-19T17:00Z", ""]
    assert "1 date isn’t available." in page
    assert "June is booked until 11:00 AM" in page
    page = dates(client, "weeks=1&times=2&date-2=2026-05-26T18:00Z")
    assert picked(page) == ["2026-05-19T17:00Z", "2026-05-26T18:00Z"]


def test_dates_beyond_the_booking_window_and_after_a_team_members_last_day_say_so(
    client: FlaskClient, massage: Service
) -> None:
    june = session.scalars(select(TeamMember)).one()
    add(TimeOff(member_id=june.id, during=Range(AT + timedelta(days=1), utc("2030-01-01 00:00"))))
    massage.booking_window_days = 14
    page = dates(client, f"weeks=1&times=3&with={june.slug}")
    assert picked(page) == ["2026-05-19T17:00Z", "", ""]
    assert "June isn’t working at that time." in page
    assert "You can book up to 14 days ahead." in page
    assert page.count("There are no openings within three days.") == 2


def test_a_guest_adds_at_most_what_the_venue_and_the_cart_allow(client: FlaskClient, massage: Service) -> None:
    wren = make_user()
    session.get_one(Venue, massage.venue_id).max_upcoming = 4
    booked(massage, AT - timedelta(days=1), user=wren)
    sign_in(client, wren)
    page = dates(client, "weeks=1&times=6")
    assert picked(page)[2:] == ["2026-06-02T17:00Z", "", "", ""]
    assert "Hazel Bodywork allows 4 upcoming bookings per guest. You can add 3 more." in page
    page = dates(client, "weeks=1&times=6&date-4=2026-06-09T17:00Z")
    assert "Skip 1 date to continue." in page
    assert sent(client, form_of(page)).startswith("/venues/hazel-bodywork/unwinding/repeat?")
    assert session.scalars(select(CartLine)).all() == []


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("times=0", "Choose 2 to 12 bookings."),
        ("times=13", "Choose 2 to 12 bookings."),
        ("times=²", "Choose 2 to 12 bookings."),
        ("weeks=9", "Choose 1 to 8 weeks between bookings."),
        ("ends=until", "Enter the date of the last booking."),
        ("ends=until&until=2026-05-18", "Choose a last date after the first booking, Tue, May 19."),
        ("ends=until&until=2026-05-20", "Only the first booking fits before that date. Choose a later date."),
    ],
)
def test_a_repeat_that_makes_no_sense_says_what_to_choose(
    client: FlaskClient, massage: Service, query: str, message: str
) -> None:
    assert message in dates(client, query, status=422)


def test_a_late_last_date_ends_after_twelve_bookings(client: FlaskClient, massage: Service) -> None:
    massage.booking_window_days = 365
    page = dates(client, "ends=until&until=2027-05-19")
    assert len(picked(page)) == 12
    assert "You can repeat a booking up to 12 times. The last date here is Tuesday, August 4" in page


def test_the_picker_sends_a_choice_without_script_to_the_dates(client: FlaskClient, massage: Service) -> None:
    session.commit()
    data = {"start": "2026-05-19T17:00Z", "with": "any", "weeks": "2", "times": "3", "venue": "hazel-bodywork"}
    response = client.post("/venues/hazel-bodywork/unwinding/repeat", data=data)
    assert response.status_code == 303
    assert picked(client.get(response.location).text) == ["2026-05-19T17:00Z", "2026-06-02T17:00Z", "2026-06-16T17:00Z"]


def test_a_series_is_one_group_in_the_cart_and_one_order_with_its_series(client: FlaskClient, massage: Service) -> None:
    wren = make_user()
    sign_in(client, wren)
    massage.booking_window_days = 90
    page = dates(client, "weeks=2&times=6&date-3=")
    assert sent(client, form_of(page)) == "/cart/"
    shown = client.get("/cart/").text
    assert "5 × Unwinding massage, 1 hr" in shown
    assert "Every 2 weeks on Tuesday at 10:00 AM" in shown
    cart = session.scalars(select(Cart)).one()
    order = check_out(CheckOut(cart, view_of(cart), wren.id, Contact(wren.name, wren.email)))
    session.expire_all()
    bookings = session.scalars(select(Booking).order_by(Booking.starts_at)).all()
    assert [booking.series_number for booking in bookings] == [1, 2, 3, 4, 5]
    assert {(one.series.every_weeks, one.series.times) for one in bookings if one.series} == {(2, 5)}
    assert {booking.series_id for booking in bookings} == {bookings[0].series_id}
    assert order.total_cents == 5 * 11000


def test_a_series_can_be_removed_from_the_cart_one_by_one_or_as_a_whole(client: FlaskClient, massage: Service) -> None:
    sent(client, form_of(dates(client, "weeks=1&times=3")))
    lines = session.scalars(select(CartLine).order_by(CartLine.starts_at)).all()
    key = lines[0].series_key
    client.post(f"/cart/lines/{lines[0].public_id}/remove")
    assert "2 × Unwinding massage" in client.get("/cart/").text
    assert client.post(f"/cart/series/{key}/remove").status_code == 303
    assert "Your cart is empty." in client.get("/cart/").text
    assert client.post(f"/cart/series/{key}/remove").status_code == 404


def test_a_date_that_was_booked_in_between_adds_nothing(client: FlaskClient, massage: Service) -> None:
    fields = form_of(dates(client, "weeks=1&times=3"))
    take(massage, AT + WEEK)
    session.commit()
    back = sent(client, fields)
    page = client.get(back).text
    assert "One of your dates is no longer available. Nothing was added yet." in page
    assert picked(page) == ["2026-05-19T17:00Z", "", "2026-06-02T17:00Z"]
    assert session.scalars(select(CartLine)).all() == []


def test_twelve_dates_take_as_many_statements_as_two(client: FlaskClient, massage: Service) -> None:
    massage.booking_window_days = 365
    counts = []
    for times in (2, 2, 12):  # the first visit also fills caches
        page = dates(client, f"weeks=1&times={times}")
        with statements() as looking:
            client.get(f"{PAGE}&weeks=1&times={times}")
        session.execute(delete(CartLine))
        session.commit()
        with statements() as adding:
            sent(client, form_of(page))
        client.get("/cart/")
        with statements() as viewing:
            client.get("/cart/")
        counts.append((len(looking), len(adding), len(viewing)))
    assert counts[1] == counts[2]
