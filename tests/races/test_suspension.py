"""A venue that is deleted while a guest checks out there: either the deletion sees the hold, or there is no hold."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import User
from app.availability.actions import Claim, hold
from app.availability.models import Reservation
from app.bookings.enums import OrderState
from app.cart.actions.carts import SlotRequest, open_cart
from app.cart.actions.lines import add_line
from app.cart.queries import view_of
from app.catalog.models import Service
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict
from app.onboarding.actions import delete_listing
from app.orders.actions.checkout import CheckOut, check_out
from app.orders.actions.create import Contact
from app.orders.actions.fulfillment import confirm_order, expire_order
from app.venues.actions.publication import unpublish_venue
from app.venues.enums import VenueStatus
from app.venues.models import Venue
from tests.factories import first_option, make_booking, make_member, make_service, make_user, make_venue
from tests.races.locks import ends_or_waits
from tests.support import NOW, utc

AT = utc("2026-05-19 20:00")  # Tuesday, 1 PM in Portland

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("db", "now")]


@pytest.fixture
def massage() -> Service:
    venue = make_venue()
    service = make_service(venue, members=[make_member(venue)])
    session.commit()
    return service


@pytest.fixture
def elsewhere(app: Flask) -> Iterator[Callable[[Callable[[], None]], "Future[None]"]]:
    """Return a function that runs work in another thread, in a transaction of its own."""
    with ThreadPoolExecutor(2) as pool:

        def run(work: Callable[[], None]) -> None:
            with app.app_context(), clock.pinned(NOW):
                try:
                    work()
                    session.commit()
                finally:
                    session.rollback()

        yield lambda work: pool.submit(run, work)
        session.rollback()  # so that no thread waits for a transaction that a test left open


def wanted(service: Service) -> CheckOut:
    user = make_user()
    cart = open_cart(user_id=user.id)
    add_line(cart=cart, slot=SlotRequest(first_option(service).id, AT))
    session.commit()
    return CheckOut(cart, view_of(cart), user.id, Contact(user.name, user.email))


def delete(venue_id: int) -> None:
    venue = session.get_one(Venue, venue_id)
    delete_listing(venue=venue, by=session.get_one(User, venue.owner_id))


def status_of(venue_id: int) -> VenueStatus:
    return session.scalars(select(Venue.status).where(Venue.id == venue_id)).one()


def holds() -> int:
    return session.scalar(select(func.count(Reservation.id))) or 0


def test_hold_at_a_deleted_venue_is_possible_without_the_lock(
    massage: Service, elsewhere: Callable[[Callable[[], None]], "Future[None]"]
) -> None:
    """Hold a time as checkout did before it checked the venue: the resources were locked, the venue was not."""
    venue_id, booking = massage.venue_id, make_booking(massage, AT)
    hold(claims=[Claim(booking.id, booking.option_id, AT)], until=NOW + timedelta(minutes=30))
    elsewhere(lambda: delete(venue_id)).result()
    session.commit()
    assert (status_of(venue_id), holds()) == (VenueStatus.DELETED, 1)


def test_deleting_a_venue_waits_for_the_hold_and_is_rejected(
    massage: Service, elsewhere: Callable[[Callable[[], None]], "Future[None]"]
) -> None:
    venue_id = massage.venue_id
    check_out(wanted(massage))
    deleting = elsewhere(lambda: delete(venue_id))
    ends_or_waits(deleting)
    session.commit()
    with pytest.raises(Conflict, match="1 upcoming booking"):
        deleting.result()
    assert (status_of(venue_id), holds()) == (VenueStatus.LIVE, 1)


def test_checkout_waits_for_the_deletion_and_holds_nothing(
    massage: Service, elsewhere: Callable[[Callable[[], None]], "Future[None]"]
) -> None:
    venue_id, read = massage.venue_id, threading.Event()
    deleted = threading.Event()

    def checking_out() -> None:
        service = session.get_one(Service, massage.id)
        cart = wanted(service)
        read.set()
        deleted.wait(20)
        check_out(cart)

    trying = elsewhere(checking_out)
    read.wait(20)
    delete(venue_id)
    deleted.set()
    ends_or_waits(trying)
    session.commit()
    with pytest.raises(Conflict, match="no longer takes bookings"):
        trying.result()
    assert (status_of(venue_id), holds()) == (VenueStatus.DELETED, 0)


def test_two_checkouts_at_one_venue_do_not_wait_for_each_other(
    massage: Service, elsewhere: Callable[[Callable[[], None]], "Future[None]"]
) -> None:
    venue = session.get_one(Venue, massage.venue_id)
    other = make_service(venue, capacity=2)
    session.commit()
    other_id = other.id
    check_out(wanted(massage))

    def checking_out() -> None:
        check_out(wanted(session.get_one(Service, other_id)))

    elsewhere(checking_out).result(timeout=20)
    session.commit()
    assert holds() == 2


def test_late_payment_after_the_venue_was_unpublished_is_refunded(massage: Service) -> None:
    order = check_out(wanted(massage))
    expire_order(order_id=order.id)
    venue = session.get_one(Venue, massage.venue_id)
    unpublish_venue(venue=venue, by=session.get_one(User, venue.owner_id))
    session.commit()
    assert confirm_order(order_id=order.id).state is OrderState.REFUNDED
    assert holds() == 0
