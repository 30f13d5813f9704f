"""What a member's own calendar blocks, and what it does not."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.availability.actions import Claim, SlotUnavailable, book, hold, release
from app.availability.enums import ReservationKind
from app.availability.models import Reservation
from app.bookings.enums import BookingState
from app.calendar_sync import actions
from app.calendar_sync.actions import EVERY, LONGEST_PAUSE, without
from app.calendar_sync.copy import clash
from app.calendar_sync.fetcher import Fetched
from app.calendar_sync.models import BusyFeed, BusyTime
from app.calendar_sync.queries import busy_ahead, clashes_of, due_feeds
from app.calendar_sync.reading import Span
from app.catalog.models import Service
from app.db import session
from app.errors import DomainError
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
    """In hours from AT on."""
    found = session.scalars(
        select(Reservation).where(Reservation.kind == ReservationKind.EXTERNAL).order_by(Reservation.during)
    )
    return [(row.begins, row.ends) for row in found]


def booked(service: Service, at: object = AT) -> int:
    booking = make_booking(service, at, order=make_order(total_cents=service.price_cents))  # type: ignore[arg-type]
    booking.state = BookingState.CONFIRMED
    book(claims=[Claim(booking.id, service.id, booking.starts_at)])
    session.commit()
    return booking.id


def test_a_busy_time_cannot_be_booked(june: TeamMember, massage: Service, jobs: Jobs) -> None:
    follow(june, (AT, AT + HOUR))
    booking = make_booking(massage, AT)
    with pytest.raises(SlotUnavailable):
        hold(claims=[Claim(booking.id, massage.id, AT)], until=NOW + HOUR)
    session.rollback()
    assert blocked() == [(AT, AT + HOUR)]
    assert "discovery.reindex" in jobs.waiting()


def test_reading_the_same_again_changes_nothing(june: TeamMember) -> None:
    feed = follow(june, (AT, AT + HOUR))
    ids = session.scalars(select(Reservation.id)).all()
    read(feed, june, (AT, AT + HOUR))
    assert session.scalars(select(Reservation.id)).all() == ids


def test_what_moved_moves_and_what_went_goes(june: TeamMember) -> None:
    feed = follow(june, (AT, AT + HOUR), (AT + 3 * HOUR, AT + 4 * HOUR))
    read(feed, june, (AT + HOUR, AT + 2 * HOUR))
    assert blocked() == [(AT + HOUR, AT + 2 * HOUR)]
    read(feed, june)
    assert blocked() == []


def test_what_is_booked_is_cut_out_and_told(venue: Venue, june: TeamMember, massage: Service) -> None:
    booked(massage)
    follow(june, (AT - HOUR, AT + 3 * HOUR))
    assert blocked() == [(AT - HOUR, AT), (AT + HOUR, AT + 3 * HOUR)]
    (found,) = clashes_of(venue)
    assert clash(found, venue) == ("June’s calendar is busy on Tue, May 19, 1:00 PM, when Wren Abernathy is booked.")


def test_what_only_touches_a_visit_or_its_clean_up_is_not_told(
    venue: Venue, june: TeamMember, massage: Service
) -> None:
    massage.after_minutes = 15
    booked(massage)
    follow(june, (AT + HOUR, AT + 2 * HOUR))
    assert clashes_of(venue) == []
    assert blocked() == [(AT + HOUR + timedelta(minutes=15), AT + 2 * HOUR)]


def test_after_a_visit_was_canceled_its_time_is_blocked_though_nothing_new_was_sent(
    june: TeamMember, massage: Service
) -> None:
    item = booked(massage)
    feed = follow(june, (AT, AT + HOUR))
    assert blocked() == []
    release(booking_ids=[item])
    actions.import_busy_times(feed=feed, member=june, fetched=None, busy=())
    assert blocked() == [(AT, AT + HOUR)]
    assert feed.etag == '"one"'


def test_a_hold_is_let_be_until_it_ends(june: TeamMember, massage: Service) -> None:
    booking = make_booking(massage, AT)
    hold(claims=[Claim(booking.id, massage.id, AT)], until=NOW + HOUR)
    feed = follow(june, (AT, AT + 2 * HOUR))
    assert blocked() == [(AT + HOUR, AT + 2 * HOUR)]
    with clock.pinned(NOW + HOUR):
        actions.import_busy_times(feed=feed, member=june, fetched=None, busy=())
    assert blocked() == [(AT, AT + 2 * HOUR)]


def test_a_time_that_has_begun_keeps_its_row_and_old_ones_go(june: TeamMember) -> None:
    feed = follow(june, (NOW - HOUR, NOW + HOUR))
    assert blocked() == [(NOW, NOW + HOUR)]
    ids = session.scalars(select(Reservation.id)).all()
    with clock.pinned(NOW + HOUR / 2):
        read(feed, june, (NOW - HOUR, NOW + HOUR))
    assert session.scalars(select(Reservation.id)).all() == ids
    with clock.pinned(NOW + timedelta(days=31)):
        read(feed, june)
    assert blocked() == []


def test_to_stop_gives_everything_back(june: TeamMember) -> None:
    follow(june, (AT, AT + HOUR))
    actions.unsubscribe(member=june)
    session.commit()
    assert blocked() == []
    assert session.scalars(select(BusyTime.id)).all() == []


def test_a_new_address_blocks_its_own_times_once_it_is_read(june: TeamMember) -> None:
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
def test_our_own_calendar_is_none_to_read(url: str) -> None:
    if url.startswith("webcal"):
        actions.refuse_own(url)  # another scheme, another port: not us
        return
    with pytest.raises(DomainError, match="That’s a CozyWish calendar"):
        actions.refuse_own(url)


def test_what_fails_blocks_what_it_did_and_is_tried_later_each_time(june: TeamMember) -> None:
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


def test_what_is_due_is_read_but_for_whoever_has_left_or_a_deleted_venue(venue: Venue, june: TeamMember) -> None:
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


def test_how_many_times_it_blocks_is_counted(venue: Venue, june: TeamMember) -> None:
    follow(june, (AT, AT + HOUR), (AT + 2 * HOUR, AT + 3 * HOUR))
    assert busy_ahead(venue) == {june.id: 2}


def test_cutting_walls_out_of_times() -> None:
    def at(hour: float) -> object:
        return AT + hour * HOUR

    times = [(at(0), at(4)), (at(5), at(6)), (at(7), at(8))]
    walls = [(at(1), at(2)), (at(1.5), at(2.5)), (at(3.5), at(5.5)), (at(7), at(8))]
    found = without(times, walls)  # type: ignore[arg-type]
    assert found == [(at(0), at(1)), (at(2.5), at(3.5)), (at(5.5), at(6))]
