"""Bookings that a change leaves outside business hours: weekly, special and team member hours, and time off, in any
time zone and overnight."""

from datetime import date, datetime, timedelta

import pytest

from app.availability.actions import Claim, book, hold
from app.bookings.enums import BookingState
from app.bookings.models.bookings import Booking
from app.catalog.models import Service
from app.core import clock
from app.core.db import session
from app.hours.actions import clear_dates, set_date, set_week
from app.schedule_changes.queries import confirmation_token, is_confirmed, newly_out_of_hours, out_of_hours_bookings
from app.team.actions import add_time_off
from app.venues.models import Venue
from tests.factories import make_booking, make_member, make_service, make_venue
from tests.support import NOW, statements, utc

pytestmark = pytest.mark.usefixtures("db", "now")

EVERY_DAY = range(7)
MONDAY_2_PM = utc("2026-05-18 21:00")
MONDAY = date(2026, 5, 18)


@pytest.fixture
def venue() -> Venue:
    """Return a venue in Portland that is open from 10 AM to 8 PM every day."""
    return make_venue()


@pytest.fixture
def massage(venue: Venue) -> Service:
    return make_service(venue, members=[make_member(venue)])


def booked(service: Service, at: datetime = MONDAY_2_PM, **values: object) -> Booking:
    booking = make_booking(service, at, state=BookingState.CONFIRMED, **values)  # type: ignore[arg-type]
    book(claims=[Claim(booking.id, booking.option_id, booking.starts_at, booking.quantity, booking.member_id)])
    return booking


def week(*spans: tuple[int, int], days: object = EVERY_DAY) -> dict[int, list[tuple[int, int]]]:
    return {day: list(spans) for day in days}  # type: ignore[attr-defined]


def test_bookings_within_business_hours_are_not_reported(venue: Venue, massage: Service) -> None:
    booked(massage)
    assert out_of_hours_bookings(venue) == []


@pytest.mark.parametrize(
    ("spans", "outside"),
    [
        ([(840, 900)], False),  # exactly as long as the booking
        ([(600, 900)], False),
        ([(855, 1200)], True),  # opens 15 minutes too late
        ([(600, 885)], True),  # closes 15 minutes too early
        ([(600, 870), (870, 1200)], False),  # two adjacent ranges count as one
        ([(600, 855), (870, 1200)], True),  # a break during the booking
        ([], True),
    ],
)
def test_bookings_are_out_of_hours_unless_the_new_week_covers_them_fully(
    venue: Venue, massage: Service, spans: list[tuple[int, int]], outside: bool
) -> None:
    booking = booked(massage)
    found = newly_out_of_hours(venue, lambda: set_week(venue=venue, hours=week(*spans)))
    assert [outside.booking.id for outside in found] == ([booking.id] if outside else [])


def test_out_of_hours_bookings_name_the_team_member_and_the_guest(venue: Venue, massage: Service) -> None:
    booked(massage)
    set_week(venue=venue, hours={})
    (found,) = out_of_hours_bookings(venue)
    assert [member.name for member in found.members] == ["June Castellano"]
    assert found.booking.venue_order.order.name == "Wren Abernathy"


def test_buffer_time_may_be_outside_business_hours_as_in_availability(venue: Venue) -> None:
    service = make_service(venue, members=[make_member(venue)], buffer_before_minutes=30, buffer_after_minutes=30)
    booked(service)
    set_week(venue=venue, hours=week((840, 900)))
    assert out_of_hours_bookings(venue) == []


def test_bookings_already_out_of_hours_are_not_reported_as_new(venue: Venue, massage: Service) -> None:
    booked(massage)
    set_week(venue=venue, hours=week((900, 1200)))
    second = booked(massage, MONDAY_2_PM + timedelta(hours=2))
    found = newly_out_of_hours(venue, lambda: set_week(venue=venue, hours=week((600, 720))))
    assert [outside.booking.id for outside in found] == [second.id]
    assert len(out_of_hours_bookings(venue)) == 2


def test_closing_on_a_date_leaves_its_bookings_out_of_hours(venue: Venue, massage: Service) -> None:
    booking = booked(massage)
    assert newly_out_of_hours(venue, lambda: set_date(venue=venue, on=MONDAY, spans=[(600, 1200)])) == []
    assert [
        outside.booking.id for outside in newly_out_of_hours(venue, lambda: set_date(venue=venue, on=MONDAY, spans=[]))
    ] == [booking.id]
    clear_dates(venue=venue, first=MONDAY, last=MONDAY)
    assert out_of_hours_bookings(venue) == []


def test_clearing_a_date_that_alone_opened_the_venue_affects_its_bookings(venue: Venue, massage: Service) -> None:
    set_week(venue=venue, hours=week((600, 1200), days=range(1, 7)))
    set_date(venue=venue, on=MONDAY, spans=[(600, 1200)])
    booking = booked(massage)
    found = newly_out_of_hours(venue, lambda: clear_dates(venue=venue, first=MONDAY, last=MONDAY))
    assert [outside.booking.id for outside in found] == [booking.id]


def test_hours_of_a_team_member_affect_only_their_own_bookings(venue: Venue) -> None:
    june, priya = make_member(venue), make_member(venue, name="Priya Nair")
    service = make_service(venue, members=[june, priya])
    of_june, _of_priya = (booked(service, member_id=member.id) for member in (june, priya))
    hours = week((900, 1200))
    found = newly_out_of_hours(venue, lambda: set_week(venue=venue, hours=hours, member=june))
    assert [outside.booking.id for outside in found] == [of_june.id]


def test_special_hours_and_time_off_of_a_team_member_affect_their_bookings(venue: Venue) -> None:
    june = make_member(venue)
    booking = booked(make_service(venue, members=[june]))
    found = newly_out_of_hours(venue, lambda: set_date(venue=venue, on=MONDAY, spans=[], member=june))
    assert [outside.booking.id for outside in found] == [booking.id]
    clear_dates(venue=venue, first=MONDAY, last=MONDAY, member=june)
    begins = MONDAY_2_PM + timedelta(minutes=45)
    found = newly_out_of_hours(
        venue, lambda: add_time_off(member=june, begins=begins, ends=begins + timedelta(hours=2))
    )
    assert [outside.booking.id for outside in found] == [booking.id]


def test_bookings_with_two_team_members_need_both_to_be_working(venue: Venue) -> None:
    june, priya = make_member(venue), make_member(venue, name="Priya Nair")
    booking = booked(make_service(venue, members=[june, priya]), quantity=2)
    found = newly_out_of_hours(venue, lambda: set_week(venue=venue, hours=week((600, 720)), member=priya))
    assert [(outside.booking.id, len(outside.members)) for outside in found] == [(booking.id, 2)]


def test_room_bookings_follow_venue_hours_and_have_no_team_members(venue: Venue) -> None:
    booking = booked(make_service(venue, capacity=6), quantity=3)
    (found,) = newly_out_of_hours(venue, lambda: set_week(venue=venue, hours={}))
    assert (found.booking.id, list(found.members)) == (booking.id, [])


def test_bookings_held_at_checkout_are_reported_until_the_hold_ends(venue: Venue, massage: Service) -> None:
    booking = make_booking(massage, MONDAY_2_PM)
    hold(claims=[Claim(booking.id, booking.option_id, MONDAY_2_PM)], until=NOW + timedelta(minutes=10))
    set_week(venue=venue, hours={})
    assert [outside.is_held for outside in out_of_hours_bookings(venue)] == [True]
    with clock.pinned(NOW + timedelta(minutes=11)):
        assert out_of_hours_bookings(venue) == []


def test_past_bookings_and_bookings_at_other_venues_are_not_reported(venue: Venue, massage: Service) -> None:
    booked(massage)
    other = make_venue()
    booked(make_service(other, members=[make_member(other)]))
    set_week(venue=venue, hours={})
    with clock.pinned(MONDAY_2_PM + timedelta(minutes=59)):
        assert len(out_of_hours_bookings(venue)) == 1
    with clock.pinned(MONDAY_2_PM + timedelta(minutes=60)):
        assert out_of_hours_bookings(venue) == []


NIGHT = {4: [(1320, 1560)]}  # Friday 10 PM to 2 AM


@pytest.mark.parametrize(
    ("hours", "outside"),
    [
        (NIGHT, False),
        ({4: [(1320, 1440)], 5: [(0, 120)]}, False),  # the same night as two ranges that meet at midnight
        ({4: [(1320, 1500)]}, True),  # until 1 AM only
        ({5: [(1320, 1560)]}, True),  # the following night
    ],
)
def test_overnight_bookings_need_hours_that_run_past_midnight(
    hours: dict[int, list[tuple[int, int]]], outside: bool
) -> None:
    venue = make_venue(weekdays=[4], hours=NIGHT[4])
    booked(make_service(venue, members=[make_member(venue)]), utc("2026-05-16 07:30"))  # 12:30 AM on Saturday
    assert bool(newly_out_of_hours(venue, lambda: set_week(venue=venue, hours=hours))) is outside


def test_closing_a_date_does_not_affect_the_night_that_runs_into_it(venue: Venue) -> None:
    set_week(venue=venue, hours=NIGHT)
    booked(make_service(venue, members=[make_member(venue)]), utc("2026-05-16 07:30"))
    assert newly_out_of_hours(venue, lambda: set_date(venue=venue, on=date(2026, 5, 16), spans=[])) == []
    assert len(newly_out_of_hours(venue, lambda: set_date(venue=venue, on=date(2026, 5, 15), spans=[]))) == 1


@pytest.mark.parametrize(
    ("moment", "day", "at"),
    [
        (utc("2026-11-01 08:30"), 6, "the first 1:30 AM of the night in which clocks go back"),
        (utc("2027-03-14 10:00"), 6, "3 AM, the first instant after the hour that clocks skip"),
    ],
)
def test_hours_cover_bookings_on_nights_when_clocks_change(moment: datetime, day: int, at: str) -> None:
    """Check Sunday hours from midnight on, in wall time: they cover the booking, even when they end with it."""
    venue = make_venue(weekdays=[day], hours=[(0, 300)], booking_window_days=365)
    with clock.pinned(moment - timedelta(days=2)):
        booked(make_service(venue, members=[make_member(venue)], step_minutes=5), moment)
        assert out_of_hours_bookings(venue) == [], at
        local = moment.astimezone(venue.zone)
        ends = (moment + timedelta(hours=1)).astimezone(venue.zone)
        opens = local.hour * 60 + local.minute
        closes = ends.hour * 60 + ends.minute
        first_pass_ends = closes if closes > opens else opens + 15
        set_week(venue=venue, hours={day: [(opens, first_pass_ends)]})
        assert out_of_hours_bookings(venue) == [], at
        set_week(venue=venue, hours={day: [(opens + 15, 300)]})
        assert len(out_of_hours_bookings(venue)) == 1, at


def test_confirmation_covers_only_the_bookings_it_was_given_for(venue: Venue, massage: Service) -> None:
    booked(massage)
    set_week(venue=venue, hours={})
    first = out_of_hours_bookings(venue)
    assert is_confirmed(first, confirmation_token(first))
    set_week(venue=venue, hours=week((600, 1200)))
    booked(massage, MONDAY_2_PM + timedelta(hours=2))
    set_week(venue=venue, hours={})
    assert not is_confirmed(out_of_hours_bookings(venue), confirmation_token(first))
    assert not is_confirmed(first, None)


@pytest.mark.parametrize("number", [1, 3, 8])
def test_number_of_statements_does_not_depend_on_the_number_of_bookings(venue: Venue, number: int) -> None:
    service = make_service(venue, members=[make_member(venue) for _ in range(2)])
    for day in range(number):
        booked(service, MONDAY_2_PM + timedelta(days=day))
    set_week(venue=venue, hours={})
    session.commit()
    with statements() as sent:
        assert len(out_of_hours_bookings(venue)) == number
    assert len(sent) == 3
