"""Account search for admins."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload

from app.accounts.enums import Role
from app.accounts.models import Impersonation, User
from app.admin.enums import PersonState
from app.bookings.enums import AT_VENUE, UPCOMING_STATES, OrderState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.models.venue_orders import VenueOrder
from app.core import clock
from app.core.db import session
from app.venues.models import Venue, VenueStaff

PAGE = 25
# The trigram index needs three letters; shorter text matches only the beginning.
SHORTEST_PART = 3
CODE = re.compile(r"CW-?([2-9A-Z]{4})-?([2-9A-Z]{4})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One account in the list, with the number of its paid orders, and where the person works."""

    user: User
    orders: int
    work: VenueStaff | None


@dataclass(frozen=True, slots=True)
class Accounts:
    rows: Sequence[AccountRow]
    page: int
    has_more: bool


def find_accounts(text: str, *, page: int = 1, role: Role | None = None, state: PersonState | None = None) -> Accounts:
    """Find accounts by part of the name or email address, or by the number of an order or a booking, role and state.

    Without text, list everyone, newest first. Four statements at most: the accounts (one more than a page, to know
    whether there are more), their orders, where they work.
    """
    query = _people_matching(text).where(*_conditions(role, state))
    found = session.scalars(query.limit(PAGE + 1).offset((page - 1) * PAGE)).all()
    users = found[:PAGE]
    ids = [user.id for user in users]
    orders, works = orders_of(ids), works_of(ids)
    rows = [AccountRow(user, orders.get(user.id, 0), works.get(user.id)) for user in users]
    return Accounts(rows, page, has_more=len(found) > PAGE)


def code_in(text: str) -> str | None:
    """Return the typed order or booking number in its stored form: cw7k3m q2xd is CW-7K3M-Q2XD."""
    found = CODE.fullmatch("".join(text.split()))
    return f"CW-{found[1]}-{found[2]}".upper() if found else None


def pattern(text: str) -> str:
    """Return an ILIKE pattern that matches the text anywhere, or only at the beginning if it is short.

    Wildcards in the text are escaped.
    """
    bare = re.sub(r"([\\%_])", r"\\\1", text)
    return f"%{bare}%" if len(text) >= SHORTEST_PART else f"{bare}%"


def _people_matching(text: str) -> Select[User]:
    if not text:
        return select(User).order_by(User.id.desc())
    code = code_in(text)
    if code:
        return select(User).where(User.id.in_(_who_has(code))).order_by(User.id)
    wanted = pattern(text)
    # Sort by name, which no index provides, so that Postgres uses the index that filters rather than one that sorts.
    return select(User).where(or_(User.name.ilike(wanted), User.email.ilike(wanted))).order_by(User.name, User.email)


def _conditions(role: Role | None, state: PersonState | None) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [User.role == role] if role else []
    if state is PersonState.SUSPENDED:
        conditions.append(User.suspended_at.is_not(None))
    if state is PersonState.UNCONFIRMED:
        conditions.append(User.email_verified_at.is_(None))
    return conditions


def _who_has(code: str) -> Any:
    ordered = select(Order.user_id)
    visited = ordered.join(VenueOrder, VenueOrder.order_id == Order.id)
    return ordered.where(Order.public_id == code).union(
        visited.join(Booking, Booking.venue_order_id == VenueOrder.id).where(Booking.public_id == code)
    )


def orders_of(user_ids: Collection[int]) -> dict[int, int]:
    """Count the online orders that each user paid for; users without any are left out. One statement."""
    paid = (
        Order.user_id.in_(user_ids),
        Order.state.in_((OrderState.CONFIRMED, OrderState.REFUNDED)),
        Order.kind.not_in(AT_VENUE),
    )
    found = session.execute(select(Order.user_id, func.count()).where(*paid).group_by(Order.user_id))
    return {row[0]: row[1] for row in found if row[0] is not None}


def works_of(user_ids: Collection[int]) -> dict[int, VenueStaff]:
    """Return where these users work and as what, each with the venue, by user id. One statement."""
    works = session.scalars(
        select(VenueStaff).where(VenueStaff.user_id.in_(user_ids)).options(joinedload(VenueStaff.venue, innerjoin=True))
    )
    return {work.user_id: work for work in works}


def last_orders(user_id: int, *, limit: int = 10) -> Sequence[Order]:
    """List a user's orders, newest first, including unpaid ones. One statement."""
    return session.scalars(select(Order).where(Order.user_id == user_id).order_by(Order.id.desc()).limit(limit)).all()


def upcoming_bookings(user: User, venue: Venue | None) -> tuple[int, int]:
    """Count the upcoming bookings that a user made, and those at the user's venue. One statement."""
    to_come = Booking.state.in_(UPCOMING_STATES), Booking.starts_at > clock.now()

    def number(whose: ColumnElement[bool]) -> Any:
        return (
            select(func.count())
            .select_from(Booking)
            .join(VenueOrder, VenueOrder.id == Booking.venue_order_id)
            .join(Order, Order.id == VenueOrder.order_id)
            .where(whose, *to_come)
            .scalar_subquery()
        )

    found = session.execute(
        select(number(Order.user_id == user.id), number(VenueOrder.venue_id == (venue.id if venue else 0)))
    ).one()
    booked, expected = found
    return booked, expected


def open_impersonations(admin: User) -> Sequence[Impersonation]:
    """List the admin's impersonations that have not ended, oldest first."""
    return session.scalars(
        select(Impersonation)
        .where(Impersonation.admin_id == admin.id, Impersonation.ended_at.is_(None))
        .order_by(Impersonation.id)
    ).all()
