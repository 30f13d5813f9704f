"""Utilization of a venue: what counts as open, what as booked, and in which local hour."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from app.availability.enums import ReservationState
from app.bookings.enums import BookingState
from app.core.db import session
from app.reports.hours_of_day import Cell, WindowHours
from app.reports.occupancy import Fill, OccupancyMinutes
from app.reports.queries.utilization import fill
from app.team.actions import add_time_off
from app.team.models import TeamMember
from app.venues.models import Resource, Venue
from tests.factories import make_member, make_service, make_venue
from tests.reports.visits import WEEK, age, reserve, visit
from tests.support import statements, utc
from tests.venue_factories import open_on

MONDAY = utc("2026-05-04 17:00")  # 10 AM in Portland
HOUR = timedelta(hours=1)


@pytest.fixture
def venue(client: FlaskClient) -> Venue:
    """Return a venue open from ten to eight each day: 70 hours a week."""
    return age(make_venue())


@pytest.fixture
def june(venue: Venue) -> TeamMember:
    return make_member(venue)


def test_booking_counts_in_the_hours_that_it_took(venue: Venue, june: TeamMember) -> None:
    massage = make_service(venue, members=[june], minutes=90)
    visit(massage, MONDAY, june)
    found = fill(venue, *WEEK)
    assert found.total == OccupancyMinutes(70 * 60, 90)
    assert found.by_hour()[0, 10] == OccupancyMinutes(60, 60)
    assert found.by_hour()[0, 11] == OccupancyMinutes(60, 30)
    assert found.by_hour()[1, 10] == OccupancyMinutes(60, 0)
    assert (0, 9) not in found.by_hour()


def test_buffer_time_around_a_booking_is_open_and_not_booked(venue: Venue, june: TeamMember) -> None:
    massage = make_service(venue, members=[june], buffer_before_minutes=15, buffer_after_minutes=30)
    visit(massage, MONDAY + HOUR, june)
    assert fill(venue, *WEEK).total == OccupancyMinutes(70 * 60, 60)


@pytest.mark.parametrize(
    ("state", "minutes"),
    [(BookingState.CONFIRMED, 60), (BookingState.COMPLETED, 60), (BookingState.NO_SHOW, 60)],
)
def test_no_shows_count_as_booked_time_like_completed_bookings(
    venue: Venue, june: TeamMember, state: BookingState, minutes: int
) -> None:
    visit(make_service(venue, members=[june]), MONDAY, june, state=state)
    assert fill(venue, *WEEK).total.booked == minutes


def test_held_time_is_not_booked(venue: Venue, june: TeamMember) -> None:
    held = visit(make_service(venue, members=[june]), MONDAY, june, state=BookingState.HELD)
    row = session.query(type(reserve(june.resource_id, (MONDAY + HOUR, MONDAY + 2 * HOUR)))).filter_by(
        booking_id=held.id
    )
    row.update({"state": ReservationState.HELD, "expires_at": MONDAY})
    assert fill(venue, *WEEK).total == OccupancyMinutes(69 * 60, 0)


def test_time_off_and_blocked_time_are_not_open(venue: Venue, june: TeamMember) -> None:
    make_service(venue, members=[june])
    add_time_off(member=june, begins=MONDAY, ends=MONDAY + 2 * HOUR)
    reserve(june.resource_id, (MONDAY + 3 * HOUR, MONDAY + 4 * HOUR))
    assert fill(venue, *WEEK).total == OccupancyMinutes(67 * 60, 0)


def test_booking_outside_the_hours_counts_as_open_time(venue: Venue, june: TeamMember) -> None:
    massage = make_service(venue, members=[june])
    visit(massage, MONDAY - HOUR, june)
    add_time_off(member=june, begins=MONDAY, ends=MONDAY + HOUR)
    visit(massage, MONDAY, june)
    found = fill(venue, *WEEK)
    assert found.by_hour()[0, 9] == OccupancyMinutes(60, 60)
    assert found.by_hour()[0, 10] == OccupancyMinutes(60, 60)
    assert found.total == OccupancyMinutes(71 * 60, 120)


def test_each_spot_of_a_room_counts(venue: Venue) -> None:
    sauna = make_service(venue, capacity=4)
    visit(sauna, MONDAY, quantity=3)
    found = fill(venue, *WEEK)
    assert found.total == OccupancyMinutes(4 * 70 * 60, 180)
    assert found.by_hour()[0, 10].rate == 0.75


def test_only_the_listed_times_of_a_class_are_open(venue: Venue) -> None:
    yoga = make_service(venue, capacity=8, listed=[(0, 10 * 60), (0, 18 * 60 + 30)], minutes=60)
    visit(yoga, MONDAY, quantity=2)
    found = fill(venue, *WEEK)
    assert found.total == OccupancyMinutes(2 * 8 * 60, 120)
    assert found.by_hour()[0, 18] == OccupancyMinutes(8 * 30, 0)


def test_idle_members_do_not_count_and_former_members_count_until_they_left(venue: Venue, june: TeamMember) -> None:
    make_member(venue, name="Ada Reed")
    make_service(venue, members=[june])
    june.removed_at, june.position = MONDAY + 3 * HOUR, None
    assert fill(venue, *WEEK).total == OccupancyMinutes(180, 0)


def test_nothing_was_open_before_the_venue_was_created(venue: Venue, june: TeamMember) -> None:
    make_service(venue, members=[june])
    age(venue, MONDAY + 9 * HOUR)
    assert fill(venue, WEEK[0], WEEK[0]).total == OccupancyMinutes(60, 0)
    assert fill(venue, date(2026, 4, 1), date(2026, 4, 30)).total == OccupancyMinutes()
    assert fill(venue, date(2026, 4, 1), date(2026, 4, 30)).total.rate is None


def test_a_room_counts_from_when_it_was_added(venue: Venue, june: TeamMember) -> None:
    make_service(venue, members=[june])
    before = fill(venue, WEEK[0], WEEK[0]).total
    room = session.get_one(Resource, make_service(venue, capacity=2).resource_id)
    room.created_at = MONDAY + 9 * HOUR
    assert fill(venue, WEEK[0], WEEK[0]).total == before + OccupancyMinutes(2 * 60, 0)
    room.created_at = MONDAY + 24 * HOUR
    assert fill(venue, WEEK[0], WEEK[0]).total == before


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 8), 23), (date(2026, 11, 1), 25), (date(2026, 5, 4), 24)])
def test_days_of_23_and_25_hours_have_as_many_open_hours(client: FlaskClient, day: date, hours: int) -> None:
    venue = age(make_venue(hours=[(0, 1440)]))
    june = make_member(venue)
    massage = make_service(venue, members=[june])
    visit(massage, datetime(day.year, day.month, day.day, 1, 30, tzinfo=venue.zone).astimezone(UTC), june)
    found = fill(venue, day, day)
    assert found.total == OccupancyMinutes(hours * 60, 60)
    by_hour = found.by_hour()
    assert (
        by_hour.get((day.weekday(), 1))
        == {23: OccupancyMinutes(60, 30), 25: OccupancyMinutes(120, 60), 24: OccupancyMinutes(60, 30)}[hours]
    )
    assert ((day.weekday(), 2) in by_hour) is (hours != 23)


def test_hours_past_midnight_count_on_the_next_day(client: FlaskClient) -> None:
    venue = age(make_venue(weekdays=()))
    open_on(venue, 22 * 60, 26 * 60, weekday=4)
    june = make_member(venue)
    visit(make_service(venue, members=[june], minutes=120), utc("2026-05-09 06:00"), june)  # Friday, 11 PM
    found = fill(venue, *WEEK).by_hour()
    assert found == {
        (4, 22): OccupancyMinutes(60),
        (4, 23): OccupancyMinutes(60, 60),
        (5, 0): OccupancyMinutes(60, 60),
        (5, 1): OccupancyMinutes(60),
    }


def test_part_of_a_period_equals_its_own_utilization(venue: Venue, june: TeamMember) -> None:
    massage = make_service(venue, members=[june])
    for day in range(7):
        visit(massage, MONDAY + timedelta(days=day, hours=day), june)
    whole, part = fill(venue, *WEEK), (date(2026, 5, 6), date(2026, 5, 8))
    assert whole.during(*part) == fill(venue, *part)
    assert (
        sum(whole.by_day().values(), OccupancyMinutes())
        == whole.total
        == sum(whole.by_hour().values(), OccupancyMinutes())
    )


def test_bookings_of_other_venues_do_not_count(venue: Venue, june: TeamMember) -> None:
    make_service(venue, members=[june])
    other = age(make_venue(name="Fernway"))
    ada = make_member(other, name="Ada Reed")
    visit(make_service(other, members=[ada]), MONDAY, ada)
    assert fill(venue, *WEEK).total == OccupancyMinutes(70 * 60, 0)


def test_utilization_takes_a_fixed_number_of_statements(venue: Venue, june: TeamMember) -> None:
    massage = make_service(venue, members=[june])
    make_service(venue, capacity=8, listed=[(0, 10 * 60)])
    visit(massage, MONDAY, june)
    with statements() as few:
        fill(venue, *WEEK)
    for hour in (2, 4, 6):
        visit(massage, MONDAY + hour * HOUR, june)
    make_service(venue, capacity=8, listed=[(1, 10 * 60)])
    make_service(venue, members=[make_member(venue, name="Ada Reed")])
    with statements() as many:
        fill(venue, date(2025, 6, 1), WEEK[1])
    assert len(many) == len(few) == 5


PORTLAND, KATHMANDU = ZoneInfo("America/Los_Angeles"), ZoneInfo("Asia/Kathmandu")
WINDOW = int(utc("2026-10-31 07:00").timestamp()), int(utc("2026-11-02 08:00").timestamp())
MINUTE = st.integers(0, (WINDOW[1] - WINDOW[0]) // 60)


@given(st.sampled_from([PORTLAND, KATHMANDU]), st.lists(st.tuples(MINUTE, MINUTE), max_size=4))
def test_every_minute_is_counted_in_its_local_hour(zone: ZoneInfo, spans: list[tuple[int, int]]) -> None:
    found: defaultdict[Cell, int] = defaultdict(int)
    ranges = [(WINDOW[0] + 60 * begins, WINDOW[0] + 60 * ends) for begins, ends in spans]
    WindowHours(zone, WINDOW).count(found, ranges)
    by_hand: defaultdict[Cell, int] = defaultdict(int)
    for begins, ends in ranges:
        for at in range(begins, ends, 60):
            local = datetime.fromtimestamp(at, UTC).astimezone(zone)
            by_hand[local.date(), local.hour] += 60
    assert found == by_hand


def test_venue_without_hours_has_no_cells(client: FlaskClient) -> None:
    assert fill(age(make_venue(weekdays=())), *WEEK) == Fill(*WEEK, {})
