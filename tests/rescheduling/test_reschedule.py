"""Reschedules by the venue: to another time, to another team member, longer or shorter."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.dialects.postgresql import Range

from app.availability.actions import Claim, hold
from app.availability.enums import ReservationKind, ReservationState
from app.availability.models import Block, Reservation
from app.booking_emails import calendar_file
from app.bookings.conflicts import SlotTaken
from app.bookings.enums import BookingState
from app.bookings.queries.bookings import load_booking
from app.bookings.queries.history import reschedules_of
from app.catalog.models import Service
from app.core import clock
from app.core.errors import Conflict, DomainError, NotFound
from app.hours.actions import set_week
from app.rescheduling.actions.records import VersionConflict
from app.rescheduling.actions.slot_choice import Destination, NeedsConfirmation
from app.rescheduling.copy import history
from app.team.actions import add_time_off
from app.team.models import TeamMember
from app.venues.models import Venue
from tests.factories import add, make_booking, make_member, make_service, make_venue
from tests.rescheduling.moves import AT, HOUR, booked, june, massage, moved, priya, taken, to, venue
from tests.support import NOW, utc

__all__ = ["june", "massage", "priya", "venue"]

pytestmark = pytest.mark.usefixtures("db", "now")


def test_venue_can_reschedule_to_another_time(massage: Service, june: TeamMember) -> None:
    booking = booked(massage, june)
    move = moved(booking, to(AT + 2 * HOUR), user_id=None, reason="The roof leaks.")
    assert taken(booking) == [(june.resource_id, 1, AT + 2 * HOUR, AT + 3 * HOUR)]
    assert (booking.starts_at, booking.ends_at, booking.served_by) == (AT + 2 * HOUR, AT + 3 * HOUR, "June Castellano")
    assert (move.from_starts_at, move.to_starts_at, move.reason) == (AT, AT + 2 * HOUR, "The roof leaks.")


def test_booking_can_be_rescheduled_to_a_time_that_overlaps_its_own(massage: Service, june: TeamMember) -> None:
    booking = booked(massage, june)
    moved(booking, to(AT + HOUR / 2))
    assert taken(booking) == [(june.resource_id, 1, AT + HOUR / 2, AT + 1.5 * HOUR)]


def test_calendar_event_keeps_its_uid_and_gets_a_higher_sequence(massage: Service, june: TeamMember) -> None:
    booking = booked(massage, june)
    before = calendar_file.for_guest([load_booking(booking.id)], name="x").content.decode()
    moved(booking, to(AT + 2 * HOUR))
    after = calendar_file.for_guest([load_booking(booking.id)], name="x").content.decode()
    assert "SEQUENCE:0" in before
    assert "SEQUENCE:1" in after
    assert "DTSTART:20260515T200000Z" in after
    assert f"UID:{booking.public_id}@" in before
    assert f"UID:{booking.public_id}@" in after


@pytest.mark.parametrize(("hours", "ends"), [(1.5, AT + 1.5 * HOUR), (0.5, AT + HOUR / 2)])
def test_venue_can_make_a_booking_longer_or_shorter(
    massage: Service, june: TeamMember, hours: float, ends: datetime
) -> None:
    booking = booked(massage, june)
    moved(booking, to(AT, hours))
    assert taken(booking) == [(june.resource_id, 1, AT, ends)]


def test_buffer_time_moves_with_the_booking(venue: Venue, june: TeamMember) -> None:
    june.buffer_minutes = 15
    service = make_service(venue, members=[june], buffer_before_minutes=10, buffer_after_minutes=5)
    booking = booked(service, june)
    moved(booking, to(AT + 2 * HOUR))
    minutes = timedelta(minutes=1)
    assert taken(booking) == [(june.resource_id, 1, AT + 2 * HOUR - 10 * minutes, AT + 3 * HOUR + 15 * minutes)]


def test_venue_can_reassign_a_booking_to_another_team_member(
    massage: Service, june: TeamMember, priya: TeamMember
) -> None:
    booking = booked(massage, june)
    moved(booking, to(AT, member_id=priya.id))
    assert taken(booking) == [(priya.resource_id, 1, AT, AT + HOUR)]
    assert (booking.served_by, booking.member_id) == ("Priya Raman", None)


def test_chosen_team_member_stays_unless_the_venue_names_another(
    massage: Service, june: TeamMember, priya: TeamMember
) -> None:
    booking = booked(massage, june, chosen=True)
    booked(massage, june, at=AT + 2 * HOUR)
    with pytest.raises(SlotTaken, match="June is booked with Wren Abernathy on Fri, May 15, 1:00 – 2:00 PM"):
        moved(booking, to(AT + 2 * HOUR))
    moved(booking, to(AT + 2 * HOUR, member_id=priya.id))
    assert (booking.served_by, booking.member_id) == ("Priya Raman", priya.id)


def test_available_team_member_takes_over_when_the_guest_chose_no_one(
    massage: Service, june: TeamMember, priya: TeamMember
) -> None:
    booking = booked(massage, june)
    booked(massage, june, at=AT + 2 * HOUR)
    moved(booking, to(AT + 2 * HOUR))
    assert (booking.served_by, taken(booking)[0][0]) == ("Priya Raman", priya.resource_id)


def test_guest_can_cancel_free_after_the_venue_changes_the_time(massage: Service, june: TeamMember) -> None:
    booking = booked(massage, june)
    moved(booking, to(AT + 2 * HOUR))
    assert booking.cancel_keep_percent == 0


@pytest.mark.parametrize(("destination", "by_guest"), [(to(AT + 2 * HOUR), True), (to(AT, 1.5), False)])
def test_policy_stays_when_the_guest_asked_or_only_the_length_changes(
    massage: Service, june: TeamMember, destination: Destination, by_guest: bool
) -> None:
    booking = booked(massage, june)
    moved(booking, destination, requested_by_guest=by_guest)
    assert booking.cancel_keep_percent == 100


def test_booking_of_two_keeps_the_team_member_who_is_available(
    venue: Venue, june: TeamMember, priya: TeamMember
) -> None:
    tobias = make_member(venue, name="Tobias Lind", slug="tobias")
    service = make_service(venue, members=[june, priya, tobias])
    booking = booked(service, june, priya)
    booked(service, priya, at=AT + 2 * HOUR)
    moved(booking, to(AT + 2 * HOUR))
    assert [place[0] for place in taken(booking)] == [june.resource_id, tobias.resource_id]
    assert booking.served_by == "June Castellano and Tobias Lind"


def test_venue_can_replace_one_of_two_team_members(venue: Venue, june: TeamMember, priya: TeamMember) -> None:
    tobias = make_member(venue, name="Tobias Lind", slug="tobias")
    booking = booked(make_service(venue, members=[june, priya, tobias]), june, priya)
    moved(booking, to(AT, member_id=tobias.id, instead_of=june.id))
    assert {place[0] for place in taken(booking)} == {tobias.resource_id, priya.resource_id}


def test_booking_of_two_needs_two_available_team_members(massage: Service, june: TeamMember, priya: TeamMember) -> None:
    booking = booked(massage, june, priya)
    booked(massage, priya, at=AT + 2 * HOUR)
    with pytest.raises(SlotTaken, match=r"Only 1 team member is available at this time\. This booking needs 2"):
        moved(booking, to(AT + 2 * HOUR))


def test_room_booking_keeps_its_lanes_that_are_available(venue: Venue) -> None:
    sauna = make_service(venue, capacity=3, title="Sauna")
    booked(sauna, at=AT + 2 * HOUR)  # the first lane
    booking = booked(sauna, quantity=2)
    moved(booking, to(AT + 2 * HOUR))
    assert [place[1] for place in taken(booking)] == [2, 3]


def test_room_booking_is_not_rescheduled_without_enough_spots(venue: Venue) -> None:
    sauna = make_service(venue, capacity=2, title="Sauna")
    booked(sauna, at=AT + 2 * HOUR)
    booking = booked(sauna, quantity=2)
    with pytest.raises(SlotTaken, match=r"Only 1 spot is available at this time\. This booking needs 2"):
        moved(booking, to(AT + 2 * HOUR))
    assert len(taken(booking)) == 2


def test_conflict_with_blocked_time_names_the_block(massage: Service, june: TeamMember) -> None:
    booking = booked(massage, june, chosen=True)
    block = add(Block(venue_id=massage.venue_id, begins=AT + 2 * HOUR, ends=AT + 4 * HOUR, note="Dentist"))
    add(
        Reservation(
            resource_id=june.resource_id,
            during=Range(block.begins, block.ends, bounds="[)"),
            kind=ReservationKind.BLOCK,
            state=ReservationState.CONFIRMED,
            block_id=block.id,
        )
    )
    with pytest.raises(SlotTaken, match="June is blocked on Fri, May 15, 1:00 – 3:00 PM: Dentist"):
        moved(booking, to(AT + 2 * HOUR))


def test_time_held_at_checkout_is_a_conflict_until_the_hold_ends(massage: Service, june: TeamMember) -> None:
    booking, other = booked(massage, june, chosen=True), make_booking(massage, AT + 2 * HOUR)
    hold(claims=[Claim(other.id, other.option_id, AT + 2 * HOUR, 1, june.id)], until=NOW + HOUR / 2)
    with pytest.raises(SlotTaken, match="The time may be available after 10:30 AM"):
        moved(booking, to(AT + 2 * HOUR))
    with clock.pinned(NOW + HOUR):
        moved(booking, to(AT + 2 * HOUR))
    assert booking.starts_at == AT + 2 * HOUR


def test_rescheduling_outside_working_hours_needs_confirmation(massage: Service, june: TeamMember) -> None:
    booking = booked(massage, june)
    night = to(utc("2026-05-16 04:00"))
    with pytest.raises(NeedsConfirmation) as question:
        moved(booking, night)
    assert [(place.member, place.is_there) for place in question.value.places] == [(june, False)]
    assert taken(booking) == [(june.resource_id, 1, AT, AT + HOUR)]
    moved(booking, night, force=True)
    assert booking.starts_at == night.starts_at


def test_team_member_with_time_off_is_replaced_by_an_available_one(
    massage: Service, june: TeamMember, priya: TeamMember
) -> None:
    booking = booked(massage, june)
    add_time_off(member=june, begins=AT + 2 * HOUR, ends=AT + 3 * HOUR)
    moved(booking, to(AT + 2 * HOUR))
    assert booking.served_by == "Priya Raman"


def test_rescheduling_a_room_while_the_venue_is_closed_needs_confirmation(venue: Venue) -> None:
    booking = booked(make_service(venue, capacity=2))
    set_week(venue=venue, hours={})
    with pytest.raises(NeedsConfirmation, match="Hazel Bodywork is closed for all or part of this time"):
        moved(booking, to(AT + 2 * HOUR))


def test_team_member_who_does_not_offer_the_service_needs_confirmation(
    venue: Venue, massage: Service, june: TeamMember
) -> None:
    tobias = make_member(venue, name="Tobias Lind", slug="tobias")
    booking = booked(massage, june)
    with pytest.raises(NeedsConfirmation, match="Tobias doesn’t usually offer Unwinding massage"):
        moved(booking, to(AT, member_id=tobias.id))
    moved(booking, to(AT, member_id=tobias.id), force=True)
    assert booking.served_by == "Tobias Lind"


def test_team_member_of_another_venue_is_not_found(massage: Service, june: TeamMember) -> None:
    booking, stranger = booked(massage, june), make_member(make_venue())
    with pytest.raises(NotFound, match="no longer on your team"):
        moved(booking, to(AT, member_id=stranger.id))


@pytest.mark.parametrize(
    ("destination", "why"),
    [
        (to(AT, 1), "The booking is already at that time"),
        (to(NOW - 2 * HOUR), "That time has passed"),
        (to(AT, 0), "5 minutes to 24 hours"),
        (to(AT, -1), "5 minutes to 24 hours"),
        (to(AT, 25), "5 minutes to 24 hours"),
        (to(NOW + 366 * 24 * HOUR), "more than a year ahead"),
    ],
)
def test_impossible_times_and_lengths_are_rejected(
    massage: Service, june: TeamMember, destination: Destination, why: str
) -> None:
    booking = booked(massage, june)
    with pytest.raises(DomainError, match=why):
        moved(booking, destination)


def test_outdated_page_reports_the_current_time_and_team_member(massage: Service, june: TeamMember) -> None:
    booking = booked(massage, june)
    moved(booking, to(AT + 2 * HOUR))
    with pytest.raises(VersionConflict, match="It’s now Fri, May 15, 1:00 – 2:00 PM with June Castellano"):
        moved(booking, to(AT + 4 * HOUR), sequence=0)


def test_double_click_reschedules_once(massage: Service, june: TeamMember) -> None:
    booking = booked(massage, june)
    first = moved(booking, to(AT + 2 * HOUR))
    assert moved(booking, to(AT + 2 * HOUR), sequence=0) is first
    assert (booking.sequence, len(reschedules_of(booking.id))) == (1, 1)


@pytest.mark.parametrize(
    "state", [BookingState.COMPLETED, BookingState.NO_SHOW, BookingState.CANCELED, BookingState.HELD]
)
def test_only_upcoming_bookings_can_be_rescheduled(massage: Service, june: TeamMember, state: BookingState) -> None:
    booking = booked(massage, june)
    booking.state = state
    with pytest.raises(Conflict, match="so it can’t be rescheduled"):
        moved(booking, to(AT + 2 * HOUR))


def test_rescheduled_request_must_be_answered_by_its_new_start(massage: Service, june: TeamMember) -> None:
    booking = booked(massage, june, at=AT + 24 * HOUR)
    booking.state, booking.accept_by = BookingState.REQUESTED, AT + 12 * HOUR
    moved(booking, to(AT))
    assert (booking.state, booking.accept_by) == (BookingState.REQUESTED, AT)


def test_rescheduling_to_another_day_clears_the_check_in(massage: Service, june: TeamMember) -> None:
    booking = booked(massage, june)
    booking.arrived_at = AT - HOUR / 4
    with clock.pinned(AT - HOUR / 4):
        moved(booking, to(AT + HOUR / 4))
        assert booking.arrived_at
        moved(booking, to(AT + 24 * HOUR))
    assert booking.arrived_at is None


def test_rescheduling_across_a_clock_change_keeps_the_length(venue: Venue, june: TeamMember) -> None:
    """Reschedule on November 1, 2026, when 1:30 AM occurs twice; the bath is open all night."""
    set_week(venue=venue, hours={day: [(0, 1440)] for day in range(7)})
    bath, at = make_service(venue, capacity=1, title="Night bath", booking_window_days=365), utc("2026-11-01 07:30")
    booking = booked(bath, at=at)
    moved(booking, to(utc("2026-11-01 08:30")))  # the first 1:30 AM
    assert booking.ends_at - booking.starts_at == HOUR
    texts = [words for _, words in history(load_booking(booking.id), [], reschedules_of(booking.id))]
    assert texts == ["Rescheduled by the venue from Sun, Nov 1, 12:30 AM to Sun, Nov 1, 1:30 AM PDT."]
