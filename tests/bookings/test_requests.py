"""Requests at a venue that must accept each booking: paid bookings wait for its answer and are refunded without one."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.availability.models import Reservation
from app.bookings.actions.cancel import cancel_booking, cancel_refund
from app.bookings.actions.requests import accept_request, expire_unanswered
from app.bookings.enums import Actor, BookingState, RefundState
from app.bookings.models.bookings import Booking
from app.bookings.models.refunds import Refund
from app.bookings.queries.bookings import bookings_of_order
from app.catalog.models import Service
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict
from app.orders.actions.fulfillment import confirm_order
from app.venues.models import Venue
from tests.factories import make_member, make_service, make_user, make_venue
from tests.orders.test_checkout import AT, checked_out, filled_cart
from tests.support import NOW

pytestmark = pytest.mark.usefixtures("db", "now")


@pytest.fixture
def massage() -> Service:
    """Return a service of a venue that must answer requests within four hours."""
    venue = make_venue(name="Hazel Bodywork", accept_within_hours=4)
    service = make_service(venue, members=[make_member(venue)])
    session.refresh(service, ["performers"])
    return service


@pytest.fixture
def requested(massage: Service) -> Booking:
    """Return a paid booking that the venue must accept."""
    order = checked_out(filled_cart(massage))
    confirm_order(order_id=order.id)
    session.commit()
    return bookings_of_order(order.id)[0]


def test_paid_request_waits_for_the_venue_and_stays_reserved(requested: Booking) -> None:
    assert requested.state is BookingState.REQUESTED
    assert requested.accept_by == NOW + timedelta(hours=4)
    assert session.scalars(select(Reservation.expires_at).where(Reservation.booking_id == requested.id)).all() == [None]


def test_answer_to_a_request_is_due_by_the_start_of_the_booking(massage: Service) -> None:
    session.get_one(Venue, massage.venue_id).accept_within_hours = 168
    order = checked_out(filled_cart(massage))
    confirm_order(order_id=order.id)
    assert bookings_of_order(order.id)[0].accept_by == AT


def test_need_for_acceptance_is_frozen_at_checkout(massage: Service) -> None:
    order = checked_out(filled_cart(massage))
    massage.venue.accept_within_hours = None
    confirm_order(order_id=order.id)
    assert bookings_of_order(order.id)[0].state is BookingState.REQUESTED


def test_accepting_a_request_confirms_the_booking(requested: Booking) -> None:
    accept_request(booking_id=requested.id, user_id=make_user().id)
    assert requested.state is BookingState.CONFIRMED
    assert requested.sequence == 1


def test_declining_a_request_refunds_everything(requested: Booking) -> None:
    done = cancel_booking(booking_id=requested.id, actor=Actor.PROVIDER, user_id=None, reason="June is away.")
    assert done.refund_cents == 11000
    assert requested.state is BookingState.CANCELED


def test_guest_gets_a_full_refund_for_a_canceled_request_however_late(requested: Booking) -> None:
    with clock.pinned(AT - timedelta(hours=1)):
        assert cancel_refund(requested, actor=Actor.GUEST) == 11000


def test_unanswered_request_is_canceled_with_a_full_refund(requested: Booking) -> None:
    with clock.pinned(NOW + timedelta(hours=4) - timedelta(seconds=1)):
        assert expire_unanswered() == 0
    with clock.pinned(NOW + timedelta(hours=4)):
        assert expire_unanswered() == 1
        assert expire_unanswered() == 0
    session.refresh(requested)
    assert requested.state is BookingState.CANCELED
    refund = session.scalars(select(Refund).where(Refund.booking_id == requested.id)).one()
    assert (refund.amount_cents, refund.state) == (11000, RefundState.DUE)
    assert session.scalars(select(Reservation)).all() == []


def test_expired_request_cannot_be_accepted(requested: Booking) -> None:
    with clock.pinned(NOW + timedelta(hours=4)), pytest.raises(Conflict, match="request has expired"):
        accept_request(booking_id=requested.id, user_id=make_user().id)


def test_request_cannot_be_accepted_twice(requested: Booking) -> None:
    accept_request(booking_id=requested.id, user_id=make_user().id)
    with pytest.raises(Conflict):
        accept_request(booking_id=requested.id, user_id=make_user().id)
