"""The register of actions that change what guests find, and the rows that all cases share."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from app.accounts.enums import Role
from app.accounts.models import User
from app.availability.actions import Claim, book
from app.bookings.models.bookings import Booking
from app.catalog.actions.offers import OptionValues, ServiceValues
from app.catalog.models import Service
from app.core.db import session
from app.team.models import TeamMember
from app.venues.models import Venue
from tests.factories import (
    make_add_on,
    make_booking,
    make_category,
    make_member,
    make_order,
    make_service,
    make_user,
    make_venue,
)
from tests.paid_day import TUESDAY, confirm, pay

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class World:
    """A live venue with two team members, a service of each kind, its owner, a guest and an admin."""

    venue: Venue
    june: TeamMember
    priya: TeamMember
    massage: Service
    sauna: Service
    yoga: Service
    owner: User
    guest: User
    admin: User

    @property
    def offer(self) -> ServiceValues:
        return ServiceValues(make_category(), "Hot stones", [OptionValues(60, 9000)])


def make_world() -> World:
    venue = make_venue()
    june, priya = make_member(venue), make_member(venue, name="Priya Raman")
    massage = make_service(venue, members=[june, priya], max_quantity=2)
    make_add_on(massage)
    sauna = make_service(venue, capacity=6, title="Sauna circuit")
    yoga = make_service(venue, capacity=8, title="Yoga", listed=[(1, 600)])
    owner = session.get_one(User, venue.owner_id)
    found = World(venue, june, priya, massage, sauna, yoga, owner, make_user(), make_user(role=Role.ADMIN))
    session.commit()
    return found


Action = Callable[[], object]
Case = Callable[[World], Action]
CASES: dict[str, Case] = {}


def case(action: Callable[..., Any]) -> Callable[[Case], Case]:
    """Register what prepares a call of this action, and returns the call."""

    def register(prepare: Case) -> Case:
        name = name_of(action)
        if name in CASES:
            raise ValueError(f"two cases for {name}")
        CASES[name] = prepare
        return prepare

    return register


def name_of(action: Callable[..., Any]) -> str:
    return f"{action.__module__.removeprefix('app.')}.{action.__name__}"


def simple(action: Callable[..., Any], arguments: Callable[[World], dict[str, Any]]) -> None:
    """Register an action whose arguments need nothing but the world."""
    case(action)(lambda world: lambda: action(**arguments(world)))


def booked(world: World) -> Booking:
    """Return a paid massage on Tuesday."""
    order = make_order(user=world.guest)
    booking = confirm(make_booking(world.massage, TUESDAY, order=order, served_by=world.june.name))
    pay(order)
    book(claims=[Claim(booking.id, booking.option_id, TUESDAY)])
    session.flush()
    return booking
