"""The times that a team member's own calendar blocks, and those that it does not."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.availability.actions import Claim, SlotUnavailable, book, hold, release
from app.availability.enums import ReservationKind
from app.availability.models import Reservation
from app.bookings.enums import BookingState
from app.calendar_sync import actions
from app.calendar_sync.actions import EVERY, LONGEST_PAUSE, without
from app.calendar_sync.copy import clash
from app.calendar_sync.fetcher import Fetched
from app.calendar_sync.ical_parser import Span
from app.calendar_sync.models import BusyFeed, BusyTime
from app.calendar_sync.queries import busy_ahead, clashes_of, due_feeds
from app.catalog.models import Service
from app.core import clock
from app.core.db import session
from app.core.errors import DomainError
from app.team.models import TeamMember
from app.venues.enums import VenueStatus
from app.venues.models import Venue
from tests.factories import make_booking, make_member, make_order, make_service, make_venue
from tests.support import NOW, Jobs, utc

AT = utc("2026-05-19 20:00")  # Tuesday, 1 PM in Portland
URL = "https://calendar.example/june.ics?key=secret"
HOUR = timedelta(hours=1)

pytestmark = pytest.mark.usefixtures("db", "now")


@pytest.fixture
def venue() -> Venue:
    return make_venue()


@pytest.fixture
def june(venue: Venue) -> TeamMember:
    return make_member(venue)


@pytest.fixture
def massage(venue: Venue, june: TeamMember) -> Service:
    return make_service(venue, members=[june], minutes=60)


def follow(member: TeamMember, *busy: Span) -> BusyFeed:
    found = actions.save_address(member=member, url=URL)
    actions.import_busy_times(feed=found, member=member, fetched=Fetched(b"", '"one"'), busy=busy)
    session.commit()
    return found


def read(feed: BusyFeed, member: TeamMember, *busy: Span) -> None:
    actions.import_busy_times(feed=feed, member=member, fetched=Fetched(b""), busy=busy)
    session.commit()


def blocked() -> list[Span]:
    """List the times that external calendars block."""
    found = session.scalars(
        select(Reservation).where(Reservation.kind == ReservationKind.EXTERNAL).order_by(Reservation.during)
    )
    return [(row.begins, row.ends) for row in found]


def booked(service: Service, at: object = AT) -> int:
    booking = make_booking(service, at, order=make_order(total_cents=service.first_option.price_cents))  # type: ignore[arg-type]
    booking.state = BookingState.CONFIRMED
    book(claims=[Claim(booking.id, booking.option_id, booking.starts_at)])
    session.commit()
    return booking.id


def test_a_busy_time_cannot_be_booked(june: TeamMember, massage: Service, jobs: Jobs) -> None:
    follow(june, (AT, AT + HOUR))
    booking = make_booking(massage, AT)
    with pytest.raises(SlotUnavailable):
        hold(claims=[Claim(booking.id, booking.option_id, AT)], until=NOW + HOUR)
    session.rollback()
    assert blocked() == [(AT, AT + HOUR)]
    assert "search_index.reindex" in jobs.waiting()


def test_reading_the_same_times_again_changes_nothing(june: TeamMember) -> None:
    feed = follow(june, (AT, AT + HOUR))
    ids = session.scalars(select(Reservation.id)).all()
    read(feed, june, (AT, AT + HOUR))
    assert session.scalars(select(Reservation.id)).all() == ids


def test_changed_and_deleted_events_update_the_blocked_times(june: TeamMember) -> None:
    feed = follow(june, (AT, AT + HOUR), (AT + 3 * HOUR, AT + 4 * HOUR))
    read(feed, june, (AT + HOUR, AT + 2 * HOUR))
    assert blocked() == [(AT + HOUR, AT + 2 * HOUR)]
    read(feed, june)
    assert blocked() == []


def test_bookings_are_cut_out_of_busy_times_and_reported_as_conflicts(
    venue: Venue, june: TeamMember, massage: Service
) -> None:
    booked(massage)
    follow(june, (AT - HOUR, AT + 3 * HOUR))
    assert blocked() == [(AT - HOUR, AT), (AT + HOUR, AT + 3 * HOUR)]
    (found,) = clashes_of(venue)
    assert clash(found, venue) == ("June’s calendar is busy on Tue, May 19, 1:00 PM, when Wren Abernathy is booked.")


def test_busy_times_next_to_a_booking_are_not_conflicts(venue: Venue, june: TeamMember, massage: Service) -> None:
    massage.buffer_after_minutes = 15
    booked(massage)
    follow(june, (AT + HOUR, AT + 2 * HOUR))
    assert clashes_of(venue) == []
    assert blocked() == [(AT + HOUR + timedelta(minutes=15), AT + 2 * HOUR)]


def test_the_busy_time_of_a_canceled_booking_is_blocked_at_the_next_reading(june: TeamMember, massage: Service) -> None:
    item = booked(massage)
    feed = follow(june, (AT, AT + HOUR))
    assert blocked() == []
    release(booking_ids=[item])
    actions.import_busy_times(feed=feed, member=june, fetched=None, busy=())
    assert blocked() == [(AT, AT + HOUR)]
    assert feed.etag == '"one"'


def test_a_hold_takes_precedence_until_it_expires(june: TeamMember, massage: Service) -> None:
    booking = make_booking(massage, AT)
    hold(claims=[Claim(booking.id, booking.option_id, AT)], until=NOW + HOUR)
    feed = follow(june, (AT, AT + 2 * HOUR))
    assert blocked() == [(AT + HOUR, AT + 2 * HOUR)]
    with clock.pinned(NOW + HOUR):
        actions.import_busy_times(feed=feed, member=june, fetched=None, busy=())
    assert blocked() == [(AT, AT + 2 * HOUR)]


def test_busy_times_in_progress_keep_their_row_and_old_ones_are_deleted(june: TeamMember) -> None:
    feed = follow(june, (NOW - HOUR, NOW + HOUR))
    assert blocked() == [(NOW, NOW + HOUR)]
    ids = session.scalars(select(Reservation.id)).all()
    with clock.pinned(NOW + HOUR / 2):
        read(feed, june, (NOW - HOUR, NOW + HOUR))
    assert session.scalars(select(Reservation.id)).all() == ids
    with clock.pinned(NOW + timedelta(days=31)):
        read(feed, june)
    assert blocked() == []


def test_disconnecting_a_calendar_removes_all_of_its_times(june: TeamMember) -> None:
    follow(june, (AT, AT + HOUR))
    actions.unsubscribe(member=june)
    session.commit()
    assert blocked() == []
    assert session.scalars(select(BusyTime.id)).all() == []


def test_a_new_link_blocks_its_own_times_once_it_is_read(june: TeamMember) -> None:
    follow(june, (AT, AT + HOUR))
    feed = actions.subscribe(member=june, url=f"{URL}2")
    assert (feed.etag, feed.fetched_at, feed.is_being_read) == ("", None, True)
    actions.note_failure(feed=feed, message="calendar.example takes too long to answer.")
    assert feed.never_worked
    assert blocked() == [(AT, AT + HOUR)]
    read(feed, june, (AT + HOUR, AT + 2 * HOUR))
    assert blocked() == [(AT + HOUR, AT + 2 * HOUR)]
    assert session.scalars(select(BusyFeed.url)).all() == [f"{URL}2"]


@pytest.mark.parametrize("url", ["http://localhost/feeds/x.ics", "webcal://localhost:80/feeds/x.ics"])
def test_our_own_calendars_cannot_be_connected(url: str) -> None:
    if url.startswith("webcal"):
        actions.refuse_own(url)  # allowed: another scheme and another port
        return
    with pytest.raises(DomainError, match="That’s a CozyWish calendar"):
        actions.refuse_own(url)


def test_a_failing_calendar_still_blocks_and_is_retried_with_longer_pauses(june: TeamMember) -> None:
    feed = follow(june, (AT, AT + HOUR))
    pauses = []
    for _ in range(8):
        actions.note_failure(feed=feed, message="calendar.example takes too long to answer.")
        pauses.append(feed.next_at - NOW)
    assert pauses == [EVERY, 2 * EVERY, 4 * EVERY, 8 * EVERY, 16 * EVERY, *[LONGEST_PAUSE] * 3]
    assert feed.error == "calendar.example takes too long to answer."
    assert blocked() == [(AT, AT + HOUR)]
    read(feed, june, (AT, AT + HOUR))
    assert (feed.failures, feed.error, feed.next_at) == (0, "", NOW + EVERY)


def test_due_calendars_exclude_former_team_members_and_deleted_venues(venue: Venue, june: TeamMember) -> None:
    feed = follow(june)
    assert due_feeds() == []
    with clock.pinned(NOW + EVERY):
        assert due_feeds() == [(feed.id, venue.id)]
        venue.status = VenueStatus.DELETED
        session.flush()
        assert due_feeds() == []
        venue.status, june.removed_at, june.position = VenueStatus.LIVE, NOW, None
        session.flush()
        assert due_feeds() == []


def test_upcoming_blocked_times_are_counted(venue: Venue, june: TeamMember) -> None:
    follow(june, (AT, AT + HOUR), (AT + 2 * HOUR, AT + 3 * HOUR))
    assert busy_ahead(venue) == {june.id: 2}


def test_cutting_ranges_out_of_others_leaves_the_rest_in_order() -> None:
    def at(hour: float) -> object:
        return AT + hour * HOUR

    times = [(at(0), at(4)), (at(5), at(6)), (at(7), at(8))]
    walls = [(at(1), at(2)), (at(1.5), at(2.5)), (at(3.5), at(5.5)), (at(7), at(8))]
    found = without(times, walls)  # type: ignore[arg-type]
    assert found == [(at(0), at(1)), (at(2.5), at(3.5)), (at(5.5), at(6))]
