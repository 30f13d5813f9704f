"""Simultaneous attempts at the last use of a deal, each by another route: one succeeds, and the others get an error and
stay as they were."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts.models import User
from app.availability.actions import Claim, book
from app.bookings.models.bookings import Booking
from app.bookings.models.reschedules import PendingReschedule
from app.cart import queries as cart_queries
from app.cart.actions import carts as cart_actions
from app.cart.actions import lines as line_actions
from app.cart.models import Cart
from app.catalog.models import Service
from app.catalog.queries import services_by_id
from app.core import clock
from app.core.db import session
from app.deals.queries.prices import price_lists
from app.front_desk import availability
from app.front_desk.actions import new_booking
from app.front_desk.actions.new_booking import book_at_front_desk
from app.front_desk.availability import FrontDeskRequest
from app.guests.models import Guest
from app.orders.actions.checkout import CheckOut, check_out
from app.orders.actions.create import Contact
from app.rescheduling import quote
from app.rescheduling.actions import by_guest
from app.rescheduling.actions.by_guest import reschedule_by_guest
from app.venues.models import Venue
from tests.factories import add, first_option, make_deal, make_service, make_user, make_venue
from tests.paid_day import booked
from tests.support import NOW, sign_in, utc
from tests.tabs import DONE, in_tabs, read_together

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("db", "now")]

TEN = utc("2026-05-19 17:00")  # Tuesday, 10 AM in Portland: at the limited deal's price
ONE = TEN + timedelta(hours=3)
WEDNESDAY = TEN + timedelta(days=1)
FULL, LIMITED, HALF = 10000, 7000, 5000
REFUSAL = "“Off-peak” just reached its limit of 1 booking. Check the price without it."

Way = Callable[[], object]


@pytest.fixture
def sauna() -> Service:
    """Return a sauna for 20 guests at $100 each: 50% off on Wednesdays, 30% off one booking on Tuesday mornings."""
    service = make_service(make_venue(), capacity=20, price_cents=FULL, title="Sauna circuit")
    make_deal(service=service, percent=50, windows=[(2, 0, 24 * 60)], title="Wednesdays")
    make_deal(service=service, percent=30, windows=[(1, 10 * 60, 12 * 60)], max_uses=1)
    return service


def checking_out(service: Service) -> Way:
    cart = cart_actions.open_cart(user_id=make_user().id)
    line_actions.add_line(cart=cart, slot=cart_actions.SlotRequest(first_option(service).id, TEN))
    cart_id = cart.id

    def act() -> object:
        found = session.get_one(Cart, cart_id)
        view = cart_queries.view_of(found)
        return check_out(CheckOut(found, view, found.user_id or 0, Contact("Wren", "wren@example.com")))

    return act


def booking_at_the_desk(service: Service) -> Way:
    guest_id, service_id = add(Guest(venue_id=service.venue_id, name="Mr. Hale")).id, service.id

    def act() -> object:
        found = services_by_id([service_id])[0]
        guest, owner = session.get_one(Guest, guest_id), found.venue.owner_id
        return book_at_front_desk(
            venue=found.venue, guest=guest, requested=FrontDeskRequest(found.first_option, TEN), user_id=owner
        )

    return act


def moving(service: Service, at: datetime, cents: int) -> Way:
    """Return an action in which a guest reschedules a booking that costs `cents`."""
    user = make_user()
    booking = booked(service, at, user=user, price_cents=cents, discount_cents=FULL - cents)
    book(claims=[Claim(booking.id, booking.option_id, at)])
    booking_id, user_id = booking.id, user.id

    def act() -> object:
        return reschedule_by_guest(
            booking_id=booking_id,
            starts_at=TEN,
            member_id=None,
            sequence=0,
            difference=LIMITED - cents,
            user_id=user_id,
        )

    return act


def ways(service: Service) -> list[Way]:
    """Return actions by different routes: a checkout, a front desk booking and two reschedules."""
    found = [
        checking_out(service),
        booking_at_the_desk(service),
        moving(service, ONE, FULL),
        moving(service, WEDNESDAY, HALF),
    ]
    session.commit()
    return found


def all_at_once(app: Flask, acts: Sequence[Way], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Run all actions at once, each having read the same price before any of them uses it. Return the outcomes."""
    together = read_together(price_lists, tabs=len(acts))
    for reader in (cart_queries, availability, quote):
        monkeypatch.setattr(reader, "price_lists", together)

    def tab(number: int) -> None:
        with clock.pinned(NOW):
            acts[number]()

    return in_tabs(app, tab, tabs=len(acts))


def overtaken(app: Flask, reader: object, way: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make `way` run to completion right after `reader` has read its price."""
    others = [way]

    def act() -> None:
        with app.app_context(), clock.pinned(NOW):
            others.pop()()
            session.commit()

    def read(*args: Any, **kwargs: Any) -> object:
        found = price_lists(*args, **kwargs)
        if others:
            with ThreadPoolExecutor(1) as pool:
                pool.submit(act).result()
        return found

    monkeypatch.setattr(reader, "price_lists", read)


def at_the_price() -> int:
    """Return the number of bookings that have the limited price, or will have it once the difference is paid."""
    session.rollback()
    have = session.scalar(select(func.count()).where(Booking.price_cents == LIMITED)) or 0
    return have + (session.scalar(select(func.count()).where(PendingReschedule.price_cents == LIMITED)) or 0)


def test_only_one_of_several_routes_at_once_gets_the_last_use(
    app: Flask, sauna: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcomes = all_at_once(app, ways(sauna), monkeypatch)
    assert outcomes == sorted([DONE, REFUSAL, REFUSAL, REFUSAL])
    assert at_the_price() == 1


def test_only_one_of_two_reschedules_at_once_gets_the_last_use(
    app: Flask, sauna: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    acts = [moving(sauna, ONE, FULL) for _ in range(2)]
    session.commit()
    outcomes = all_at_once(app, acts, monkeypatch)
    assert outcomes == sorted([DONE, REFUSAL])
    stayed = session.scalars(select(Booking).where(Booking.price_cents == FULL)).one()
    assert (stayed.starts_at, stayed.deal_id, stayed.sequence) == (ONE, None, 0)
    assert at_the_price() == 1


@pytest.mark.parametrize("module", [new_booking, by_guest])
def test_two_bookings_get_the_last_use_without_counting(
    app: Flask, sauna: Service, monkeypatch: pytest.MonkeyPatch, module: object
) -> None:
    way = booking_at_the_desk if module is new_booking else lambda service: moving(service, ONE, FULL)
    acts = [way(sauna) for _ in range(2)]
    session.commit()
    monkeypatch.setattr(module, "redeem", lambda **wanted: wanted)
    assert all_at_once(app, acts, monkeypatch) == [DONE, DONE]
    assert at_the_price() == 2


def test_reschedule_page_asks_again_with_the_price_without_the_deal(
    app: Flask, client: FlaskClient, sauna: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = booking_at_the_desk(sauna)
    user = make_user()
    booking = booked(sauna, ONE, user=user)
    book(claims=[Claim(booking.id, booking.option_id, ONE)])
    sign_in(client, user)
    overtaken(app, quote, other, monkeypatch)
    sent = {"start": TEN.isoformat(), "with": "", "sequence": "0", "difference": str(LIMITED - FULL)}
    answer = client.post(f"/bookings/{booking.public_id}/reschedule", data=sent)
    assert answer.status_code == 409
    assert REFUSAL in answer.text
    assert "The price stays the same." in answer.text
    assert 'name="difference" value="0"' in answer.text
    session.refresh(booking)
    assert (booking.starts_at, booking.sequence) == (ONE, 0)


def test_front_desk_form_says_the_deal_is_used_up_and_keeps_typed_values(
    app: Flask, client: FlaskClient, sauna: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = booking_at_the_desk(sauna)
    owner_id = session.get_one(Venue, sauna.venue_id).owner_id
    sign_in(client, session.get_one(User, owner_id))
    overtaken(app, availability, other, monkeypatch)
    typed = {"service": sauna.slug, "member": "", "day": "2026-05-19", "time": "10:00", "quantity": "1"}
    sent = {**typed, "guest": "Ida Moss", "settled_by": "cash", "shown": str(LIMITED)}
    answer = client.post("/calendar/new-booking", data=sent)
    assert answer.status_code == 422
    assert REFUSAL in answer.text
    assert 'value="Ida Moss"' in answer.text
    assert "Add booking, $100.00" in answer.text
    assert client.post("/calendar/new-booking", data={**sent, "shown": str(FULL)}).status_code == 303
