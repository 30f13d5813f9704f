"""Time off and members' buffers: listed starts are exactly those that can be booked."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.availability.actions import Claim, book
from app.availability.engine.types import Refusal
from app.availability.enums import UnavailableReason
from app.availability.models import Reservation
from app.availability.queries import load_schedules
from app.availability.schedules import ServiceSchedule
from app.availability.time_off import Weekly
from app.catalog.models import Service
from app.catalog.queries import active_options
from app.core.db import session
from app.team.models import TimeOff
from tests.factories import add, make_booking, make_member, make_service, make_venue
from tests.support import utc

FRIDAY = utc("2026-05-15 17:00"), utc("2026-05-16 04:00")  # 10 AM to 9 PM in Portland
PORTLAND = ZoneInfo("America/Los_Angeles")
NOON_BREAK = {"weekday": 4, "begins": 12 * 60, "ends": 13 * 60}


def local(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=PORTLAND)


def weekly(service: Service, **values: object) -> TimeOff:
    given = {**NOON_BREAK, "first_on": date(2026, 5, 1), **values}
    return add(TimeOff(member_id=plans_of(service).members.popitem()[1], **given))


def plans_of(service: Service) -> ServiceSchedule:
    return load_schedules(active_options([service.first_option.id]), FRIDAY)[service.first_option.id]


def free_hours(service: Service) -> list[str]:
    return [f"{start.at.astimezone(PORTLAND):%H:%M}" for start in plans_of(service).starts()]


@pytest.fixture
def massage(db: None, now: None) -> Service:
    venue = make_venue(hours=[(10 * 60, 15 * 60)])
    return make_service(venue, members=[make_member(venue)], minutes=60, step_minutes=60)


def test_a_weekly_break_blocks_its_hour(massage: Service) -> None:
    weekly(massage)
    assert free_hours(massage) == ["10:00", "11:00", "13:00", "14:00"]


@pytest.mark.parametrize(
    "dates",
    [{"weekday": 3}, {"first_on": date(2026, 5, 16)}, {"last_on": date(2026, 5, 14)}],
    ids=["another weekday", "it begins later", "it has ended"],
)
def test_a_weekly_break_applies_only_on_its_weekday_and_between_its_dates(
    massage: Service, dates: dict[str, object]
) -> None:
    weekly(massage, **dates)
    assert "12:00" in free_hours(massage)


def test_first_and_last_date_of_a_weekly_break_are_included(massage: Service) -> None:
    weekly(massage, first_on=date(2026, 5, 15), last_on=date(2026, 5, 15))
    assert "12:00" not in free_hours(massage)


def test_a_weekly_break_is_reported_as_the_reason(massage: Service) -> None:
    weekly(massage)
    found = plans_of(massage).check(local("2026-05-15 12:00"))
    assert isinstance(found, Refusal)
    assert (found.reason, found.until) == (UnavailableReason.MEMBER_OFF, local("2026-05-15 13:00"))


def ranges(begins: int, ends: int, around: date, weekday: int = 6) -> list[tuple[str, str]]:
    window = local(f"{around} 00:00"), local(f"{around} 00:00") + timedelta(days=1)
    found = Weekly(weekday, begins, ends, date(2026, 1, 1)).ranges(PORTLAND, window)
    return [(f"{a.astimezone(PORTLAND):%H:%M %Z}", f"{b.astimezone(PORTLAND):%H:%M %Z}") for a, b in found]


def test_a_break_keeps_its_wall_time_when_clocks_change() -> None:
    assert ranges(720, 780, date(2026, 3, 1)) == [("12:00 PST", "13:00 PST")]
    assert ranges(720, 780, date(2026, 3, 8)) == [("12:00 PDT", "13:00 PDT")]


def test_a_break_in_the_repeated_hour_lasts_through_both_passes() -> None:
    assert ranges(60, 120, date(2026, 11, 1)) == [("01:00 PDT", "02:00 PST")]


def test_a_break_in_the_skipped_hour_is_dropped() -> None:
    assert ranges(120, 180, date(2026, 3, 8)) == []


def test_a_weekly_day_off_ends_at_midnight() -> None:
    assert ranges(0, 1440, date(2026, 11, 1)) == [("00:00 PDT", "00:00 PST")]


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"during": None, "weekday": None, "begins": None, "ends": None, "first_on": None}, "once_or_weekly"),
        ({"ends": None}, "weekly"),
        ({"weekday": 7}, "weekday"),
        ({"ends": 12 * 60}, "minutes"),
        ({"ends": 1441}, "minutes"),
        ({"last_on": date(2026, 4, 30)}, "dates"),
    ],
)
def test_the_database_refuses_incomplete_time_off(massage: Service, values: dict[str, object], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=f"ck_time_off_{constraint}"):
        weekly(massage, **values)
    session.rollback()


def kept_clear(service: int, member: int) -> timedelta:
    """Return how long after a one-hour booking at 10 the member stays blocked, both as listed and as reserved."""
    venue = make_venue()
    june = make_member(venue, buffer_minutes=member)
    massage = make_service(venue, members=[june], minutes=60, step_minutes=5, buffer_after_minutes=service)
    at = local("2026-05-15 10:00")
    booking = make_booking(massage, at)
    book(claims=[Claim(booking.id, booking.option_id, at)])
    reserved = session.scalars(select(Reservation).where(Reservation.booking_id == booking.id)).one()
    after = plans_of(massage).nearest(at, count=1)[0].at - booking.ends_at
    assert reserved.ends - booking.ends_at == after
    return after


@pytest.mark.parametrize(("service", "member", "clear"), [(15, 0, 15), (0, 20, 20), (15, 20, 20), (30, 20, 30)])
@pytest.mark.usefixtures("db", "now")
def test_the_longer_of_service_buffer_and_member_buffer_applies(service: int, member: int, clear: int) -> None:
    assert kept_clear(service, member) == timedelta(minutes=clear)


@pytest.mark.usefixtures("db", "now")
def test_a_member_buffer_must_fit_before_the_next_booking() -> None:
    venue = make_venue()
    june = make_member(venue, buffer_minutes=30)
    massage = make_service(venue, members=[june], minutes=60, step_minutes=30)
    noon = local("2026-05-15 12:00")
    book(claims=[Claim(make_booking(massage, noon).id, massage.first_option.id, noon)])
    found = plans_of(massage)
    assert not isinstance(found.check(local("2026-05-15 10:30")), Refusal)
    assert isinstance(found.check(local("2026-05-15 11:00")), Refusal)


@pytest.mark.usefixtures("db", "now")
def test_team_members_who_serve_together_each_keep_their_own_buffer() -> None:
    venue = make_venue()
    june, maren = make_member(venue, buffer_minutes=30), make_member(venue, name="Maren Oyelaran")
    massage = make_service(venue, members=[june, maren], minutes=60, buffer_after_minutes=10)
    at = local("2026-05-15 12:00")
    booking = make_booking(massage, at, quantity=2)
    book(claims=[Claim(booking.id, booking.option_id, at, 2)])
    ends = {row.resource_id: row.ends - booking.ends_at for row in session.scalars(select(Reservation))}
    assert ends == {june.resource_id: timedelta(minutes=30), maren.resource_id: timedelta(minutes=10)}
