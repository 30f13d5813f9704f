"""Rules of bookings that pages offer no button for, and what owners read about occupied time."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.bookings.actions.attendance import check_in, undo_check_in, undo_no_show
from app.bookings.actions.cancel import cancel_with_refund
from app.bookings.actions.messages import message_guest
from app.bookings.conflicts import BookedTime, Overlap
from app.bookings.enums import BookingState
from app.bookings.errors import BookingErrorCode
from app.bookings.queries.bookings import load_booking
from app.core.errors import Conflict, DomainError
from tests.factories import make_booking, make_service, make_user, make_venue
from tests.paid_day import booked
from tests.support import NOW

HOUR = timedelta(hours=1)
BOOKED = {"booking": BookedTime("Ada Reed", NOW, NOW + HOUR)}


@pytest.mark.usefixtures("db", "now")
@pytest.mark.parametrize(
    ("act", "state", "reason"),
    [
        (check_in, BookingState.COMPLETED, BookingErrorCode.NO_ARRIVAL_IN_STATE),
        (undo_check_in, BookingState.NO_SHOW, BookingErrorCode.STATE_CHANGED),
        (undo_no_show, BookingState.CONFIRMED, BookingErrorCode.NO_LONGER_NO_SHOW),
    ],
)
def test_attendance_is_not_changed_in_another_state(
    act: Callable[..., object], state: BookingState, reason: BookingErrorCode
) -> None:
    booking = make_booking(make_service(make_venue(), capacity=4), NOW, state=state, arrived_at=None)
    with pytest.raises(Conflict) as refused:
        act(booking_id=booking.id, user_id=make_user().id)
    assert (refused.value.reason, booking.state, booking.arrived_at) == (reason, state, None)


@pytest.mark.usefixtures("db", "now")
@pytest.mark.parametrize("cents", [4999, 10001])
def test_a_refund_for_a_late_cancellation_is_from_the_policys_part_to_everything(cents: int) -> None:
    booking = booked(make_service(make_venue(), capacity=4, price_cents=10000), NOW + HOUR)
    booking.cancel_keep_percent = 50
    with pytest.raises(DomainError) as refused:
        cancel_with_refund(booking_id=booking.id, user_id=make_user().id, back_cents=cents)
    values = {"least": 5000, "most": 10000}
    assert (refused.value.reason, refused.value.values) == (BookingErrorCode.REFUND_OUTSIDE_POLICY, values)


@pytest.mark.usefixtures("db", "now")
def test_an_empty_message_is_not_sent() -> None:
    booking = booked(make_service(make_venue(), capacity=4), NOW + HOUR)
    with pytest.raises(DomainError) as refused:
        message_guest(booking=load_booking(booking.id), user_id=make_user().id, text=" \n")
    assert refused.value.reason is BookingErrorCode.NO_MESSAGE


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"is_external": True}, "June is busy in another calendar on Thu, May 14, 10:00 – 11:00 AM."),
        ({"note": "Laundry"}, "June is blocked on Thu, May 14, 10:00 – 11:00 AM: Laundry."),
        ({}, "June is blocked on Thu, May 14, 10:00 – 11:00 AM."),
        (
            {**BOOKED, "held_until": NOW + HOUR / 2},
            "A guest is paying for a booking with June. The time may be available after 10:30 AM.",
        ),
        (BOOKED, "June is booked with Ada Reed on Thu, May 14, 10:00 – 11:00 AM."),
    ],
)
def test_occupied_time_is_described_for_the_owner(values: dict[str, Any], expected: str) -> None:
    given = {"is_external": False, "held_until": None, "booking": None, "note": "", **values}
    found = Overlap(who="June", lane=(1, 0), begins=NOW, ends=NOW + HOUR, **given)
    assert found.words(ZoneInfo("America/Los_Angeles")) == expected
