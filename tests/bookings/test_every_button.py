"""Every button on the pages of a booking, in every state, for the guest, the venue and an admin: each is pressed once
on a new booking. None may fail, and each leads to the state that `LEADS_TO` names."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection
from werkzeug.test import TestResponse

from app.accounts.enums import Role
from app.accounts.models import User
from app.availability.actions import Claim, book
from app.availability.models import Reservation
from app.bookings.enums import Actor, BookingState, OrderKind, OrderState, RefundState, SettledBy
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.models.refunds import Refund
from app.bookings.models.venue_orders import VenueOrder
from app.catalog.models import Service
from app.core import clock
from app.core.db import session
from app.guests.models import Guest
from app.team.models import TeamMember
from app.venues.models import Venue
from tests import database
from tests.bookings.buttons import Button, Reader
from tests.factories import add, make_booking, make_member, make_order, make_service, make_user, make_venue
from tests.paid_day import moved, pay
from tests.support import NOW, sign_in, utc

AT = utc("2026-05-15 18:00")  # the day after NOW, 25 hours later
HOUR = timedelta(hours=1)
C, R = BookingState.CONFIRMED, BookingState.REQUESTED
CANCELED, MISSED = BookingState.CANCELED, BookingState.NO_SHOW

# The state that each action leads to; an action that is not listed leaves the state unchanged.
LEADS_TO = {
    "cancel": CANCELED,
    "decline": CANCELED,
    "accept": C,
    "no-show": MISSED,
    "no-show/undo": C,
}
VENUE_UPCOMING = {"cancel", "reschedule", "message"}


@dataclass(frozen=True)
class Case:
    """A booking in a state, and the buttons that the guest, the venue and an admin can press."""

    name: str
    state: BookingState
    guest: set[str] = field(default_factory=set)
    venue: set[str] = field(default_factory=set)
    admin: set[str] = field(default_factory=set)
    hours: float = 25  # from now to its start
    keep_percent: int = 100
    cents: int = 11000
    kind: OrderKind = OrderKind.CART
    account: bool = True
    guest_gets: int = 0  # cents refunded when the guest cancels

    @property
    def now(self) -> datetime:
        return AT - self.hours * HOUR


ADMIN = {"cancel", "refund"}
DESK = OrderKind.FRONT_DESK
PAID = {"refund"}
TAKES = {"paid", "payments", "payments/link"}
CASES = [
    Case("held", BookingState.HELD),
    Case("requested", R, {"cancel"}, {"accept", "decline", "reschedule", "message"}, ADMIN, guest_gets=11000),
    Case("full refund", C, {"cancel", "reschedule"}, {*VENUE_UPCOMING, *PAID}, ADMIN, guest_gets=11000),
    Case(
        "part refund", C, {"cancel"}, {*VENUE_UPCOMING, *PAID, "check-in"}, ADMIN, 3, keep_percent=50, guest_gets=5500
    ),
    Case("no refund", C, {"cancel"}, {*VENUE_UPCOMING, *PAID, "check-in"}, ADMIN, 3),
    Case("free of charge", C, {"cancel"}, {*VENUE_UPCOMING, "check-in"}, {"cancel"}, 3, cents=0),
    Case("started", C, set(), {*VENUE_UPCOMING, *PAID, "check-in", "no-show"}, ADMIN, -0.5),
    Case("ended", C, {"rebook"}, {*PAID, "cancel", "check-in", "no-show", "message"}, ADMIN, -1.5),
    Case("completed", BookingState.COMPLETED, {"rebook", "tip"}, {*PAID, "no-show", "message"}, {"refund"}, -3),
    Case("no-show", MISSED, {"rebook"}, {*PAID, "no-show/undo", "message"}, {"refund"}, -3),
    Case("canceled", CANCELED, {"rebook"}, {*PAID, "message"}, {"refund"}),
    Case("expired", BookingState.EXPIRED),
    Case("desk, account", C, {"cancel"}, {*VENUE_UPCOMING, "check-in", *TAKES}, {"cancel"}, 3, kind=DESK),
    Case(
        "desk, no account",
        C,
        set(),
        {"cancel", "reschedule", "check-in", *TAKES},
        {"cancel"},
        3,
        kind=DESK,
        account=False,
    ),
    Case("desk, canceled", CANCELED, {"rebook"}, {"message"}, set(), kind=DESK),
]


@dataclass(frozen=True)
class World:
    venue: Venue
    service: Service
    members: list[TeamMember]
    people: dict[Actor, User]


@pytest.fixture(scope="module")
def world(one_transaction: Connection) -> World:
    venue = make_venue(name="Hazel Bodywork")
    members = [make_member(venue, name=f"{name} Castellano") for name in ("June", "Priya", "Ida", "Noor", "Tomás")]
    service = make_service(venue, members=members, max_quantity=1)
    owner = session.get_one(User, venue.owner_id)
    people = {Actor.GUEST: make_user(), Actor.PROVIDER: owner, Actor.ADMIN: make_user(role=Role.ADMIN)}
    session.commit()
    return World(venue, service, members, people)


@pytest.fixture
def db(one_transaction: Connection, world: World) -> Iterator[None]:
    """Undo what a test writes: all of them press buttons of the same venue."""
    with database.undone(one_transaction):
        yield


def a_booking(world: World, case: Case) -> Booking:
    """Create a booking, with its reservation if its state has one. All earlier reservations are deleted."""
    session.query(Reservation).delete()
    guest = world.people[Actor.GUEST]
    order = make_order(user=guest)
    if case.kind is DESK:
        order.kind, order.settled_by = DESK, SettledBy.UNPAID
        order.user_id = guest.id if case.account else None
        order.email = guest.email if case.account else ""
    cents = {"list_cents": case.cents, "price_cents": case.cents}
    more = {"accept_by": AT} if case.state is R else {}
    booking = make_booking(
        world.service,
        AT,
        order=order,
        served_by="June Castellano",
        cancel_keep_percent=case.keep_percent,
        **cents,
        **more,
    )
    venue_order = session.get_one(VenueOrder, booking.venue_order_id)
    venue_order.guest_id = add(Guest(venue_id=world.venue.id, name=order.name, email=order.email)).id
    booking.state = case.state
    moved(booking, C, actor=Actor.SYSTEM)
    if case.state in {BookingState.HELD, BookingState.EXPIRED}:
        order.state = OrderState.PENDING if case.state is BookingState.HELD else OrderState(case.state.value)
    elif case.kind is DESK:
        order.state = OrderState.CONFIRMED
    else:
        pay(order)
    if case.state in {R, C}:
        with clock.pinned(NOW):
            book(claims=[Claim(booking.id, booking.option_id, AT, 1, None)])
    session.commit()
    return booking


def start_pages(actor: Actor) -> list[str]:
    """Return the pages where the guest, the venue or an admin finds the booking."""
    return {
        Actor.GUEST: ["/bookings/", "/bookings/ITEM", "/orders/ORDER"],
        Actor.PROVIDER: ["/calendar/?day=2026-05-15&booking=ITEM", "/calendar/bookings"],
        Actor.ADMIN: ["/admin/orders/ORDER"],
    }[actor]


@dataclass
class Shown:
    """The pages of one booking, with ITEM and ORDER in place of the booking number and the order number."""

    client: FlaskClient
    item: str
    order: str

    def page(self, path: str) -> Reader | None:
        response = self.client.get(path.replace("ITEM", self.item).replace("ORDER", self.order))
        assert response.status_code < 500, path
        is_page = response.status_code == 200 and "html" in response.content_type
        return Reader(response.text.replace(self.item, "ITEM").replace(self.order, "ORDER")) if is_page else None

    def buttons(self, path: str) -> list[Button]:
        page = self.page(path)
        return [button for button in page.buttons if "ITEM" in button.action] if page else []

    def press(self, button: Button, **typed: str) -> TestResponse:
        return self.client.post(
            button.action.replace("ITEM", self.item).replace("ORDER", self.order), data=button.data | typed
        )


def shown(client: FlaskClient, booking: Booking) -> Shown:
    order = session.query(Order).join(VenueOrder).filter(VenueOrder.id == booking.venue_order_id).one()
    return Shown(client, booking.public_id, order.public_id)


def pages_with_buttons(pages: Shown, actor: Actor) -> dict[str, list[Button]]:
    """Return the buttons by path, for the pages of a booking and the dialogs that they lead to."""
    found: dict[str, list[Button]] = {}
    ahead = start_pages(actor)
    for path in ahead:
        page = pages.page(path)
        if page is None:
            continue
        found[path] = [button for button in page.buttons if "ITEM" in button.action]
        about = [link for link in page.links if re.search("/bookings/ITEM/|/ORDER/bookings/", link)]
        # Of many links that differ only in the time or day, one is enough.
        seen = {re.sub(r"=[^&]+", "", link) for link in ahead}
        for link in about:
            if re.sub(r"=[^&]+", "", link) not in seen:
                seen.add(re.sub(r"=[^&]+", "", link))
                ahead.append(link)
    return found


def act_of(button: Button) -> str:
    return button.action.rpartition("ITEM/")[2]


@pytest.mark.parametrize("actor", [Actor.GUEST, Actor.PROVIDER, Actor.ADMIN])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_button_leads_to_its_expected_state(client: FlaskClient, world: World, case: Case, actor: Actor) -> None:
    expected = {Actor.GUEST: case.guest, Actor.PROVIDER: case.venue, Actor.ADMIN: case.admin}[actor]
    with clock.pinned(case.now):
        sign_in(client, world.people[actor])
        found = pages_with_buttons(shown(client, a_booking(world, case)), actor)
        assert {act_of(button) for buttons in found.values() for button in buttons} == expected
        done: set[tuple[str, ...]] = set()
        for path, buttons in found.items():
            for number, button in enumerate(buttons):
                key = button.action, *button.data
                if key not in done:
                    done.add(key)
                    press(client, world, case, actor, path, number)


def press(client: FlaskClient, world: World, case: Case, actor: Actor, path: str, number: int) -> None:
    """Press one button on a page of a new booking, and check the outcome."""
    booking = a_booking(world, case)
    pages = shown(client, booking)
    button = pages.buttons(path)[number]
    act = act_of(button)
    typed = {"begins": "15:00"} if actor is Actor.PROVIDER and act == "reschedule" else {}
    response = pages.press(button, **typed)
    if "look" in button.data:
        assert response.status_code == 200
        return
    assert response.status_code == 303, (act, button.data)
    session.rollback()
    session.refresh(booking)
    assert booking.state is LEADS_TO.get(act, case.state), act
    if actor is Actor.GUEST and act == "cancel":
        back = session.query(Refund).filter_by(booking_id=booking.id).all()
        kept = RefundState.SUCCEEDED if "keep" in button.data else RefundState.DUE
        assert sum(one.amount_cents for one in back if one.state is kept) == case.guest_gets
    assert client.get(response.location).status_code == 200
