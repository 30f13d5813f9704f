"""The time picker."""

import re

import pytest
from flask.testing import FlaskClient

from app.availability.actions import Claim, book
from app.catalog.models import Service
from app.core import clock
from app.core.db import session
from app.venues.models import Venue
from tests.factories import make_add_on, make_booking, make_deal, make_member, make_service, make_venue
from tests.support import utc
from tests.venue_factories import open_on

AT = utc("2026-05-15 18:00")  # Friday, 11 AM in Portland


@pytest.fixture
def venue(client: FlaskClient) -> Venue:
    return make_venue(slug="hazel-bodywork")


@pytest.fixture
def massage(venue: Venue) -> Service:
    june, maren = make_member(venue), make_member(venue, name="Maren Oyelaran")
    return make_service(venue, members=[june, maren], slug="unwinding", price_cents=11000)


def picker(client: FlaskClient, query: str = "") -> str:
    session.commit()
    response = client.get(f"/venues/hazel-bodywork/unwinding?{query}")
    assert response.status_code == 200
    return response.text


def starts(page: str) -> list[str]:
    return re.findall(r'name="start" value="([^"]+)"', page)


def test_the_picker_lists_the_first_day_with_its_times_and_prices(
    client: FlaskClient, venue: Venue, massage: Service
) -> None:
    make_deal(service=massage, percent=30, windows=[(3, 14 * 60, 16 * 60)])
    page = picker(client)
    assert "Thursday, May 14" in page
    assert starts(page)[0] == "2026-05-14T17:00Z"
    assert "$77" in page


def test_the_picker_heading_shows_the_lowest_price(client: FlaskClient, venue: Venue, massage: Service) -> None:
    head = re.compile(r"1 hr, (?:from )?(.*?) per guest\.", re.S)
    usual = head.search(picker(client))
    assert usual is not None
    assert "$110" in usual[1]
    make_deal(service=massage, percent=30, windows=[(3, 14 * 60, 16 * 60)])
    lowest = head.search(picker(client))
    assert lowest is not None
    assert "$77" in lowest[1]


def test_the_line_of_a_day_is_described(client: FlaskClient, venue: Venue, massage: Service) -> None:
    plain = picker(client, "day=2026-05-15")
    assert "No off-peak prices on this day." in plain
    assert 'aria-label="No off-peak prices."' in plain
    make_deal(service=massage, percent=30, windows=[(4, 600, 720)])
    assert "The line shows business hours. Off-peak hours cost less." in picker(client, "day=2026-05-15")


def test_the_bottom_bar_names_the_service(client: FlaskClient, venue: Venue, massage: Service) -> None:
    session.commit()
    named = '<p class="name">Unwinding massage</p>'
    assert named in client.get("/venues/hazel-bodywork").text
    assert named in picker(client)
    assert named in picker(client, "start=2026-05-15T18:00Z")


def test_a_chosen_time_shows_its_price_its_deal_and_the_cancellation_policy(
    client: FlaskClient, venue: Venue, massage: Service
) -> None:
    make_deal(service=massage, percent=30, windows=[(4, 600, 720)])
    page = picker(client, "start=2026-05-15T18:00Z")
    for phrase in ("Off-peak, 30% off", "$77.00", "Fri, May 15, 11:00 AM – 12:00 PM", "Free cancellation until"):
        assert phrase in page


def test_an_unavailable_time_is_explained_with_the_three_nearest(
    client: FlaskClient, venue: Venue, massage: Service
) -> None:
    for _ in range(2):
        booking = make_booking(massage, AT)
        book(claims=[Claim(booking.id, booking.option_id, AT)])
    page = picker(client, "start=2026-05-15T18:00Z")
    assert "Fri, May 15, 11:00 AM is no longer available." in page
    assert "2026-05-15T18:00Z" not in starts(page)
    assert len(re.findall(r"Fri, May 15, \d+:\d\d [AP]M, \$110", page)) == 3


@pytest.mark.parametrize(
    ("at", "message"),
    [
        ("09:00", "The venue is closed at that time."),
        ("19:30", "This takes 1 hr, and the day ends at 8:00 PM."),
        ("11:07", "Bookings don’t start at that time."),
    ],
)
def test_the_picker_explains_why_a_time_is_unavailable(
    client: FlaskClient, venue: Venue, massage: Service, at: str, message: str
) -> None:
    page = picker(client, f"day=2026-05-15&why={at}")
    assert message in page
    assert "The next available time is" in page


def test_a_time_of_a_booked_member_is_explained_with_the_members_name(
    client: FlaskClient, venue: Venue, massage: Service
) -> None:
    june = make_member(venue, name="Ada Lund")
    alone = make_service(venue, members=[june], slug="alone")
    booking = make_booking(alone, AT)
    book(claims=[Claim(booking.id, booking.option_id, AT)])
    session.commit()
    page = client.get("/venues/hazel-bodywork/alone?day=2026-05-15&why=11:00").text
    assert "Ada is booked until 12:00 PM" in page


def test_with_anyone_chosen_the_reason_is_not_that_of_one_member(client: FlaskClient, venue: Venue) -> None:
    ada, june = make_member(venue, name="Ada Lund"), make_member(venue, name="June Castellano")
    shared = make_service(venue, members=[ada, june], slug="shared", max_quantity=2)
    path = "/venues/hazel-bodywork/shared?day=2026-05-15&why=11:00"
    for phrase in ("Only 1 team member is available at that time.", "No team member is available at that time."):
        booking = make_booking(shared, AT)
        book(claims=[Claim(booking.id, booking.option_id, AT)])
        session.commit()
        assert phrase in client.get(f"{path}&quantity=2").text
    assert phrase in client.get(path).text
    assert "June is booked until 12:00 PM" in client.get(f"{path}&with={june.slug}").text


@pytest.mark.parametrize(
    "query",
    [
        "day=2026-13-45",
        "start=yesterday",
        "quantity=many",
        "with=nobody",
        "from=1",
        "why=25:99",
        "why=11:00%2B14:00",
        "quantity=-3",
        "day=9999-12-31",
    ],
)
def test_invalid_picker_values_are_ignored(client: FlaskClient, venue: Venue, massage: Service, query: str) -> None:
    assert "Thursday, May 14" in picker(client, query)


def test_a_past_date_shows_today(client: FlaskClient, venue: Venue, massage: Service) -> None:
    assert starts(picker(client, "day=2020-01-01"))[0] == "2026-05-14T17:00Z"


def test_every_day_of_the_strip_shows_its_number_of_times_or_a_reason(
    client: FlaskClient, venue: Venue, massage: Service
) -> None:
    open_on(venue, 0, 0, on=AT.date())
    page = picker(client)
    assert "Closed" in page
    assert page.count('class="low"') == 14


def test_a_day_beyond_the_booking_window_opens_later_and_is_never_called_full(
    client: FlaskClient, venue: Venue, massage: Service
) -> None:
    massage.booking_window_days = 3
    page = picker(client, "from=2026-05-14&day=2026-05-20")
    assert page.count("<small>Opens later</small>") == 10
    assert "You can’t book Wednesday yet." in page
    assert "You can book up to 3 days ahead." in page
    assert "fully booked" not in page


@pytest.mark.parametrize(
    ("at", "note", "message"),
    [
        ("2026-05-15 02:00", "", "7:00 PM"),  # the last hour before closing
        ("2026-05-15 02:15", "Too late", "There are no more times today."),
        ("2026-05-15 03:00", "Closed", "Hazel Bodywork has closed for today."),
    ],
)
def test_today_is_never_called_full_once_it_is_too_late(
    client: FlaskClient, venue: Venue, massage: Service, at: str, note: str, message: str
) -> None:
    with clock.pinned(utc(at)):
        page = picker(client, "day=2026-05-14")
    assert re.findall(r"<small>(Closed|Too late|Full)</small>", page) == ([note] if note else [])
    assert message in page
    assert "fully booked" not in page
    assert ("The next available time is" in page) == bool(note)


def test_day_within_the_minimum_notice_says_how_far_ahead_to_book(
    client: FlaskClient, venue: Venue, massage: Service
) -> None:
    massage.minimum_notice_minutes = 48 * 60
    page = picker(client, "day=2026-05-15")
    assert "It’s too late to book Friday." in page
    assert "This service must be booked at least 48 hr ahead." in page


def test_a_chosen_member_limits_the_list_to_their_times(client: FlaskClient, venue: Venue, massage: Service) -> None:
    booking = make_booking(massage, AT)
    book(claims=[Claim(booking.id, booking.option_id, AT)])  # books June, who is first because both are equally busy
    assert "2026-05-15T18:00Z" in starts(picker(client, "day=2026-05-15"))
    assert "2026-05-15T18:00Z" not in starts(picker(client, "day=2026-05-15&with=june-1"))


def test_htmx_gets_only_the_picker(client: FlaskClient, venue: Venue, massage: Service) -> None:
    session.commit()
    response = client.get("/venues/hazel-bodywork/unwinding", headers={"HX-Request-Type": "partial"})
    assert response.text.lstrip().startswith('<div id="picker"')
    assert "HX-Request-Type" in response.headers["Vary"]


def test_add_ons_change_times_prices_and_the_cart_line(client: FlaskClient, venue: Venue, massage: Service) -> None:
    stones, tea = make_add_on(massage), make_add_on(massage, "Tea", cents=0, minutes=0)
    plain = picker(client, "day=2026-05-15")
    assert "+15 min, +$20" in plain
    chosen = picker(client, f"day=2026-05-15&extra={stones.key}&extra={tea.key}&start=2026-05-15T18:00Z")
    assert starts(plain)[-1] == "2026-05-16T02:00Z"
    assert starts(chosen)[-1] == "2026-05-16T01:45Z", "with more it takes longer"
    assert "$130" in chosen
    assert "Unwinding massage, 1 hr 15 min" in chosen
    assert re.findall(r'name="extra" value="([^"]+)"', chosen) == [stones.key, tea.key]
    data = {"venue": venue.slug, "service": "unwinding", "start": "2026-05-15T18:00Z", "extra": [stones.key]}
    assert client.post("/cart/lines", data=data).status_code == 303
    cart = client.get("/cart/").text
    assert "Add-ons: Hot stones" in cart
    assert "$130.00" in cart
    assert client.post("/cart/lines", data={**data, "extra": ["of-nobody"]}).status_code == 409
    assert starts(picker(client, "day=2026-05-15&extra=of-nobody")) == starts(plain)


def test_a_members_own_price_and_duration_apply_once_chosen(client: FlaskClient, venue: Venue) -> None:
    june = make_member(venue)
    own = {june.slug: {"price_cents": 14000, "duration_minutes": 75}}
    make_service(venue, members=[june, make_member(venue, name="Maren Oyelaran")], slug="unwinding", own=own)
    assert "$140" not in picker(client, "day=2026-05-15&start=2026-05-15T18:00Z").split('id="choice"', 1)[1]
    chosen = picker(client, f"day=2026-05-15&start=2026-05-15T18:00Z&with={june.slug}").split('id="choice"', 1)[1]
    assert "$140.00" in chosen
    assert "11:00 AM – 12:15 PM" in chosen


def test_a_guest_chooses_one_of_several_lengths(client: FlaskClient, venue: Venue) -> None:
    make_service(venue, members=[make_member(venue)], slug="unwinding", price_cents=11000, longer=[(90, 15500)])
    first = picker(client, "start=2026-05-15T18:00Z")
    assert 'name="minutes" value="60"' in first
    assert "11:00 AM – 12:00 PM" in first.split('id="choice"', 1)[1]
    longer = picker(client, "start=2026-05-15T18:00Z&minutes=90")
    assert 'name="minutes" value="90"' in longer
    assert "11:00 AM – 12:30 PM" in longer.split('id="choice"', 1)[1]
    assert "$155" in longer.split('id="choice"', 1)[1]
    # The last 90-minute start is half an hour earlier.
    assert (starts(first)[-1], starts(longer)[-1]) == ("2026-05-16T02:00Z", "2026-05-16T01:30Z")


def test_an_unknown_length_shows_the_first_one(client: FlaskClient, venue: Venue, massage: Service) -> None:
    assert 'name="minutes" value="60"' in picker(client, "minutes=61")


def test_a_service_with_one_length_has_nothing_to_choose(client: FlaskClient, massage: Service) -> None:
    assert 'id="length"' not in picker(client)
