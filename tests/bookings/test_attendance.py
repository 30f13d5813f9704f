"""Changes that a venue records: check-ins, no-shows, cancellations at the guest's request, and messages."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.availability.actions import Claim, book
from app.availability.models import Reservation
from app.bookings.actions.attendance import check_in, mark_no_show, undo_check_in, undo_no_show
from app.bookings.actions.cancel import cancel_with_refund, complete_finished, default_refund
from app.bookings.actions.messages import message_guest
from app.bookings.actions.requests import accept_request
from app.bookings.enums import Actor, BookingState
from app.bookings.models.bookings import Booking
from app.bookings.models.events import BookingTransition
from app.bookings.queries.bookings import load_booking
from app.catalog.models import Service
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict, DomainError
from tests.factories import make_member, make_service, make_user, make_venue
from tests.paid_day import booked
from tests.support import NOW, utc

AT = utc("2026-05-14 20:00")  # today, 1 PM in Portland

pytestmark = pytest.mark.usefixtures("db", "now")


@pytest.fixture
def massage() -> Service:
    venue = make_venue(name="Hazel Bodywork")
    service = make_service(venue, members=[make_member(venue)])
    session.refresh(service, ["performers"])
    return service


@pytest.fixture
def booking(massage: Service) -> Booking:
    found = booked(massage, AT)
    book(claims=[Claim(found.id, found.option_id, AT)])
    session.commit()
    return found


@pytest.fixture
def owner() -> int:
    return make_user(name="Maren Oyelaran").id


def reasons() -> list[str]:
    return list(session.scalars(select(BookingTransition.reason).order_by(BookingTransition.id)))


def test_check_in_is_recorded_once_and_can_be_undone(booking: Booking, owner: int) -> None:
    check_in(booking_id=booking.id, user_id=owner)
    check_in(booking_id=booking.id, user_id=owner)
    assert booking.arrived_at == NOW
    undo_check_in(booking_id=booking.id, user_id=owner)
    assert booking.arrived_at is None
    assert reasons() == ["paid", "Arrived", "Arrival undone"]


def test_guest_cannot_be_checked_in_on_another_day(massage: Service, owner: int) -> None:
    tomorrow = booked(massage, AT + timedelta(days=1))
    with pytest.raises(Conflict, match=r"This booking is on Fri, May 15"):
        check_in(booking_id=tomorrow.id, user_id=owner)


def test_booking_cannot_be_a_no_show_before_it_starts(booking: Booking, owner: int) -> None:
    with clock.pinned(AT - timedelta(seconds=1)), pytest.raises(Conflict, match="starts Thu, May 14, 1:00 PM"):
        mark_no_show(booking_id=booking.id, user_id=owner)


def test_no_show_frees_the_rest_of_its_time_until_it_is_undone(booking: Booking, massage: Service, owner: int) -> None:
    with clock.pinned(AT + timedelta(minutes=20)):
        mark_no_show(booking_id=booking.id, user_id=owner)
        assert booking.state is BookingState.NO_SHOW
        assert session.scalars(select(Reservation.during)).one().upper == AT + timedelta(minutes=20)
        undo_no_show(booking_id=booking.id, user_id=owner)
    assert booking.state is BookingState.CONFIRMED
    assert session.scalars(select(Reservation.during)).one().upper == AT + timedelta(minutes=60)


def test_no_show_at_the_start_still_occupies_one_minute(booking: Booking, owner: int) -> None:
    with clock.pinned(AT):
        mark_no_show(booking_id=booking.id, user_id=owner)
    assert session.scalars(select(Reservation.during)).one().upper == AT + timedelta(minutes=1)


def test_no_show_cannot_be_undone_when_its_time_is_booked_again(booking: Booking, massage: Service, owner: int) -> None:
    with clock.pinned(AT + timedelta(minutes=20)):
        mark_no_show(booking_id=booking.id, user_id=owner)
        other = booked(massage, AT + timedelta(minutes=30))
        book(claims=[Claim(other.id, other.option_id, AT + timedelta(minutes=30))])
        session.commit()
        with pytest.raises(Conflict, match="booked by another guest"):
            undo_no_show(booking_id=booking.id, user_id=owner)


def test_completed_booking_can_be_marked_as_a_no_show_and_back(booking: Booking, owner: int) -> None:
    with clock.pinned(AT + timedelta(hours=3)):
        assert complete_finished() == 1
        mark_no_show(booking_id=booking.id, user_id=owner)
        undo_no_show(booking_id=booking.id, user_id=owner)
    assert booking.state is BookingState.COMPLETED


def test_venue_can_cancel_for_the_guest_with_more_than_the_policy_refund(booking: Booking, owner: int) -> None:
    assert default_refund(booking) == 0
    done = cancel_with_refund(booking_id=booking.id, user_id=owner, back_cents=5000)
    assert done.refund_cents == 5000
    last = session.scalars(select(BookingTransition).order_by(BookingTransition.id.desc()).limit(1)).one()
    assert (last.actor, last.user_id) == (Actor.GUEST, owner)


@pytest.mark.parametrize("cents", [10999, 11001])
def test_refund_is_at_least_the_policy_and_at_most_the_amount_paid(massage: Service, owner: int, cents: int) -> None:
    free = booked(massage, AT + timedelta(days=3))
    with pytest.raises(DomainError, match=r"refund of \$110.00"):
        cancel_with_refund(booking_id=free.id, user_id=owner, back_cents=cents)


def test_only_requests_can_be_accepted(booking: Booking, owner: int) -> None:
    with pytest.raises(Conflict):
        accept_request(booking_id=booking.id, user_id=owner)


def test_message_is_stored_and_needs_an_email_address(booking: Booking, owner: int) -> None:
    whole = load_booking(booking.id)
    assert message_guest(booking=whole, user_id=owner, text=" Bring a towel. ").text == "Bring a towel."
    whole.venue_order.order.email = ""
    with pytest.raises(DomainError, match="no email address"):
        message_guest(booking=whole, user_id=owner, text="Bring a towel.")
