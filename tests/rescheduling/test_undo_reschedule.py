"""Reschedules that the venue undoes, and the history that they leave."""

import pytest

from app.bookings.actions.cancel import cancel_booking
from app.bookings.conflicts import SlotTaken
from app.bookings.enums import Actor
from app.bookings.queries.bookings import load_booking
from app.bookings.queries.history import reschedules_of
from app.catalog.models import Service
from app.core import clock
from app.core.errors import Conflict
from app.rescheduling.actions.by_venue import undo_reschedule
from app.rescheduling.actions.records import VersionConflict
from app.rescheduling.copy import history
from app.team.models import TeamMember
from tests.rescheduling.moves import AT, HOUR, booked, june, massage, moved, priya, taken, to, venue

__all__ = ["june", "massage", "priya", "venue"]

pytestmark = pytest.mark.usefixtures("db", "now")


def test_undoing_a_reschedule_restores_time_team_member_and_policy(
    massage: Service, june: TeamMember, priya: TeamMember
) -> None:
    booking = booked(massage, june, chosen=True)
    moved(booking, to(AT + 2 * HOUR, 1.5, member_id=priya.id))
    undo_reschedule(booking_id=booking.id, sequence=1)
    assert taken(booking) == [(june.resource_id, 1, AT, AT + HOUR)]
    assert (booking.starts_at, booking.ends_at, booking.served_by) == (AT, AT + HOUR, "June Castellano")
    assert (booking.member_id, booking.cancel_keep_percent, booking.sequence) == (june.id, 100, 2)


def test_double_click_undoes_a_reschedule_once(massage: Service, june: TeamMember) -> None:
    booking = booked(massage, june)
    moved(booking, to(AT + 2 * HOUR))
    assert undo_reschedule(booking_id=booking.id, sequence=1) is undo_reschedule(booking_id=booking.id, sequence=1)
    assert booking.sequence == 2


def test_reschedule_is_not_undone_when_its_old_time_is_unavailable(massage: Service, june: TeamMember) -> None:
    booking = booked(massage, june)
    moved(booking, to(AT + 2 * HOUR))
    booked(massage, june)
    with pytest.raises(SlotTaken, match="previous time is no longer available"):
        undo_reschedule(booking_id=booking.id, sequence=1)
    assert taken(booking) == [(june.resource_id, 1, AT + 2 * HOUR, AT + 3 * HOUR)]


def test_reschedule_is_not_undone_after_a_later_change(massage: Service, june: TeamMember) -> None:
    booking = booked(massage, june)
    moved(booking, to(AT + 2 * HOUR))
    moved(booking, to(AT + 4 * HOUR))
    with pytest.raises(VersionConflict):
        undo_reschedule(booking_id=booking.id, sequence=1)


def test_reschedule_is_not_undone_when_its_old_time_has_passed(massage: Service, june: TeamMember) -> None:
    booking = booked(massage, june)
    moved(booking, to(AT + 24 * HOUR))
    with clock.pinned(AT + 2 * HOUR), pytest.raises(Conflict, match="The previous time has passed"):
        undo_reschedule(booking_id=booking.id, sequence=1)


def test_booking_that_was_not_rescheduled_has_nothing_to_undo(massage: Service, june: TeamMember) -> None:
    booking = booked(massage, june)
    with pytest.raises(Conflict, match="no change to undo"):
        undo_reschedule(booking_id=booking.id, sequence=0)


def test_rescheduled_booking_can_be_canceled(massage: Service, june: TeamMember) -> None:
    booking = booked(massage, june)
    moved(booking, to(AT + 2 * HOUR))
    cancel_booking(booking_id=booking.id, actor=Actor.PROVIDER, user_id=None, reason="Ill.")
    assert taken(booking) == []


def test_history_lists_each_reschedule_and_its_undo(massage: Service, june: TeamMember, priya: TeamMember) -> None:
    booking = booked(massage, june)
    moved(booking, to(AT + 2 * HOUR, 1.5, member_id=priya.id), reason="June is ill.")
    moved(booking, to(AT + 2 * HOUR, 1))
    undo_reschedule(booking_id=booking.id, sequence=2)
    texts = [words for _, words in history(load_booking(booking.id), [], reschedules_of(booking.id))]
    assert texts == [
        "Rescheduled by the venue from Fri, May 15, 11:00 AM to Fri, May 15, 1:00 PM PDT. Length changed from 1 hr to"
        " 1 hr 30 min. Reassigned from June Castellano to Priya Raman. “June is ill.”",
        "Length changed from 1 hr 30 min to 1 hr.",
        "Change undone. The booking is back to Fri, May 15, 1:00 PM PDT with Priya Raman.",
    ]
