"""Two simultaneous actions on one booking or time: the first succeeds, and the second raises Conflict."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from flask import Flask

from app.bookings.actions.attendance import mark_no_show
from app.bookings.actions.cancel import cancel_booking
from app.bookings.actions.requests import accept_request, expire_unanswered
from app.bookings.enums import Actor, BookingState
from app.bookings.models.bookings import Booking
from app.catalog.models import Service
from app.catalog.queries import services_by_id
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict
from app.front_desk.actions.new_booking import book_at_front_desk
from app.front_desk.availability import FrontDeskRequest as AtDesk
from app.guests.models import Guest
from app.venues.models import Venue
from tests.factories import add, make_member, make_service, make_venue
from tests.paid_day import booked
from tests.sizes import sized
from tests.support import NOW, utc

AT = utc("2026-05-14 20:00")
Act = Callable[[], object]

pytestmark = pytest.mark.usefixtures("db", "now")


@pytest.fixture
def massage() -> Service:
    venue = make_venue()
    service = make_service(venue, members=[make_member(venue)])
    session.commit()
    return service


def at_once(app: Flask, now: datetime, *acts: Act) -> list[bool]:
    """Run each action in its own thread and transaction. Return which of them changed something."""
    start = Barrier(len(acts))

    def attempt(act: Act) -> bool:
        with app.app_context(), clock.pinned(now):
            start.wait()
            try:
                did = act()
                session.commit()
            except Conflict:
                session.rollback()
                return False
            return did != 0

    with ThreadPoolExecutor(len(acts)) as pool:
        found = list(pool.map(attempt, acts))
    session.expire_all()
    return found


@pytest.mark.parametrize("_again", range(sized(5, 2)))
def test_marking_no_show_and_canceling_at_once_does_only_one(app: Flask, massage: Service, _again: int) -> None:
    booking = booked(massage, AT)
    owner = session.get_one(Venue, massage.venue_id).owner_id
    did = at_once(
        app,
        AT + timedelta(minutes=5),
        lambda: mark_no_show(booking_id=booking.id, user_id=owner),
        lambda: cancel_booking(booking_id=booking.id, actor=Actor.PROVIDER, user_id=owner, reason="June is ill."),
    )
    state = session.get_one(Booking, booking.id).state
    assert sorted(did) == [False, True]
    assert state is (BookingState.NO_SHOW if did[0] else BookingState.CANCELED)


@pytest.mark.parametrize("_again", range(sized(5, 2)))
def test_request_accepted_in_the_second_it_expires_is_canceled(app: Flask, massage: Service, _again: int) -> None:
    booking = booked(massage, AT)
    booking.state, booking.accept_by = BookingState.REQUESTED, NOW
    session.commit()
    owner = session.get_one(Venue, massage.venue_id).owner_id
    did = at_once(app, NOW, lambda: accept_request(booking_id=booking.id, user_id=owner), expire_unanswered)
    assert did[0] is False, "the time to answer was over"
    with clock.pinned(NOW):
        expire_unanswered()
    assert session.get_one(Booking, booking.id).state is BookingState.CANCELED


@pytest.mark.parametrize("_again", range(sized(5, 2)))
def test_only_one_of_two_front_desk_bookings_at_once_gets_the_time(app: Flask, massage: Service, _again: int) -> None:
    guest = add(Guest(venue_id=massage.venue_id, name="Mr. Hale"))
    owner, service_id, guest_id = session.get_one(Venue, massage.venue_id).owner_id, massage.id, guest.id
    session.commit()

    def book() -> object:
        service = services_by_id([service_id])[0]
        requested, guest = AtDesk(service.first_option, AT), session.get_one(Guest, guest_id)
        return book_at_front_desk(venue=service.venue, guest=guest, requested=requested, user_id=owner)

    assert sorted(at_once(app, NOW, book, book)) == [False, True]
