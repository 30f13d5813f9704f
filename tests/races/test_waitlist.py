"""Many jobs and a checkout that compete for an opening: the first guest on the waitlist gets one offer."""

import os
from collections import Counter
from collections.abc import Callable, Sequence
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import delete, func, select
from sqlalchemy.orm import joinedload

from app import create_app
from app.availability.models import Reservation
from app.bookings.enums import OrderState
from app.bookings.models.orders import Order
from app.cart.actions.carts import SlotRequest, open_cart
from app.cart.actions.lines import add_line
from app.cart.models import Cart
from app.cart.queries import view_of
from app.catalog.models import Service
from app.catalog.queries import active_options
from app.core import clock
from app.core.db import retry_deadlocks, session
from app.core.errors import Conflict
from app.deals.queries.prices import price_lists
from app.orders.actions.checkout import CheckOut, check_out
from app.orders.actions.create import Contact
from app.waitlist.actions import offers as offer_actions
from app.waitlist.actions.offers import offer_next
from app.waitlist.enums import WaitlistState
from app.waitlist.models import WaitlistEntry
from app.waitlist.queries import matching_starts, plans_for
from tests.database import settings_for
from tests.factories import first_option, make_member, make_service, make_user, make_venue
from tests.races.contest import FORK
from tests.support import NOW
from tests.waitlist.lines import AFTERNOON, TWO, fill_afternoon, in_line

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("db", "now")]

JOBS = 8


@pytest.fixture
def massage() -> Service:
    venue = make_venue(minimum_notice_minutes=0)
    return make_service(venue, members=[make_member(venue)])


def at_once(url: str, works: Sequence[Callable[[], object]]) -> None:
    """Run each function in its own process, all starting once all are ready."""
    barrier = FORK.Barrier(len(works))
    processes = [FORK.Process(target=_alone, args=(url, work, barrier)) for work in works]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * len(works)


def _alone(url: str, work: Callable[[], object], barrier: Barrier) -> None:
    app: Flask = create_app(settings_for(url))
    with app.app_context(), clock.pinned(NOW):
        barrier.wait()
        retry_deadlocks(work)
        session.commit()
    os._exit(0)


def freed_places(massage: Service, people: int, *, places: int) -> list[int]:
    """Open up `places` hours from 2 PM on, with `people` guests on the waitlist. Return their entry ids in order."""
    booked = fill_afternoon(massage)
    waits = [in_line(massage).id for _ in range(people)]
    ids = [booking.id for booking in booked[2 : 2 + places]]
    session.execute(delete(Reservation).where(Reservation.booking_id.in_(ids)))
    session.commit()
    return waits


def pending_orders() -> Counter[int]:
    """Return the number of pending orders, each of which holds a time, by user id."""
    return Counter(session.scalars(select(Order.user_id).where(Order.state == OrderState.PENDING)))


def test_two_jobs_make_one_guest_two_offers_without_the_lock(massage: Service, database_url: str) -> None:
    first, _ = freed_places(massage, 2, places=2)
    option_id = first_option(massage).id
    both_have_read = FORK.Barrier(2)

    def look_unguarded() -> None:
        wait = session.scalars(
            select(WaitlistEntry).where(WaitlistEntry.id == first).options(joinedload(WaitlistEntry.user))
        ).one()
        (option,) = active_options([option_id])
        read, prices = plans_for([option], [AFTERNOON]), price_lists([option])[option.id]
        starts = matching_starts(read[option.id], wait, after=NOW)
        both_have_read.wait()
        assert any(offer_actions.offer(wait, option, start.at, read, prices) for start in starts)

    at_once(database_url, [look_unguarded] * 2)
    session.expire_all()
    assert pending_orders() == {session.get_one(WaitlistEntry, first).user_id: 2}


def test_many_jobs_offer_each_opening_once_in_waitlist_order(massage: Service, database_url: str) -> None:
    waits = [session.get_one(WaitlistEntry, wait) for wait in freed_places(massage, 4, places=2)]
    at_once(database_url, [lambda: offer_next(venue_id=massage.venue_id)] * JOBS)
    session.expire_all()
    assert [wait.state for wait in waits] == [WaitlistState.OFFERED] * 2 + [WaitlistState.WAITING] * 2
    assert pending_orders() == {waits[0].user_id: 1, waits[1].user_id: 1}


def test_job_and_checkout_at_once_do_not_both_get_the_opening(massage: Service, database_url: str) -> None:
    (waiting,) = freed_places(massage, 1, places=1)
    user = make_user()
    cart = open_cart(user_id=user.id)
    add_line(cart=cart, slot=SlotRequest(first_option(massage).id, TWO))
    session.commit()

    def book_it() -> None:
        own_bookings = session.get_one(Cart, cart.id)
        try:
            check_out(CheckOut(own_bookings, view_of(own_bookings), user.id, Contact("Wren", "wren@example.com")))
        except Conflict:
            session.rollback()

    at_once(database_url, [lambda: offer_next(venue_id=massage.venue_id), book_it])
    session.expire_all()
    wait = session.get_one(WaitlistEntry, waiting)
    winner = wait.user_id if wait.state is WaitlistState.OFFERED else user.id
    assert pending_orders() == {winner: 1}
    assert session.scalar(select(func.count(Reservation.id)).where(Reservation.state == "held")) == 1
