"""A venue's history with its guests. Each function runs a fixed number of statements."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.bookings.enums import AT_VENUE, BookingState, RefundState, SettledBy
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.models.refunds import Refund
from app.bookings.models.venue_orders import VenueOrder
from app.bookings.queries.bookings import SHOWN, performed_by
from app.core import clock
from app.core.db import session
from app.core.errors import NotFound
from app.guests.errors import GuestErrorCode
from app.guests.models import Guest
from app.venues.models import Venue

# States of bookings that took place, once they have started: one in progress counts.
CAME = frozenset({BookingState.CONFIRMED, BookingState.COMPLETED})


@dataclass(frozen=True, slots=True)
class GuestStats:
    """A guest's bookings at one venue so far.

    `cents` is what the venue received for them, online or in person, net of refunds and without tax. `last` is the
    start of the latest booking that took place, if any.
    """

    bookings: int = 0
    no_shows: int = 0
    canceled: int = 0
    upcoming: int = 0
    cents: int = 0
    last: datetime | None = None


def stats_by_guest(guest_ids: Collection[int]) -> Mapping[int, GuestStats]:
    """Return the stats by guest id, without guests who have no bookings. One statement."""
    now = clock.now()
    begun = Booking.starts_at <= now
    came = and_(Booking.state.in_(CAME), begun)
    refunded = (
        select(func.coalesce(func.sum(Refund.amount_cents - Refund.tax_cents), 0))
        .where(Refund.booking_id == Booking.id, Refund.state != RefundState.FAILED)
        .correlate(Booking)
        .scalar_subquery()
    )
    paid = or_(Order.kind.not_in(AT_VENUE), Order.settled_by != SettledBy.UNPAID)
    # A canceled front desk booking earns nothing; an online one earns what was not refunded.
    kept = case(
        (and_(Order.kind.in_(AT_VENUE), Booking.state == BookingState.CANCELED), 0),
        (paid, Booking.price_cents - refunded),
        else_=0,
    )
    rows: Any = session.execute(
        select(
            VenueOrder.guest_id,
            func.count().filter(came).label("visits"),
            func.count().filter(Booking.state == BookingState.NO_SHOW).label("missed"),
            func.count().filter(Booking.state == BookingState.CANCELED).label("canceled"),
            func.count().filter(Booking.state.in_((*CAME, BookingState.REQUESTED)), ~begun).label("to_come"),
            func.coalesce(func.sum(kept), 0).label("cents"),
            func.max(Booking.starts_at).filter(came).label("last"),
        )
        .join(VenueOrder.bookings)
        .join(VenueOrder.order)
        .where(VenueOrder.guest_id.in_(guest_ids), Booking.state.in_(SHOWN))
        .group_by(VenueOrder.guest_id)
    )
    return {
        row.guest_id: GuestStats(row.visits, row.missed, row.canceled, row.to_come, row.cents, row.last) for row in rows
    }


def bookings_of_guest(guest_id: int, *, limit: int = 100) -> Sequence[Booking]:
    """List a guest's bookings at the venue, the latest first, with orders and refunds. Two statements."""
    return session.scalars(
        select(Booking)
        .join(Booking.venue_order)
        .join(VenueOrder.order)
        .where(VenueOrder.guest_id == guest_id, Booking.state.in_(SHOWN))
        .order_by(Booking.starts_at.desc(), Booking.id.desc())
        .limit(limit)
        .options(*SEEN_BY_VENUE)
    ).all()


def refuse_others_guest(guest: Guest, member_id: int | None) -> None:
    """Raise NotFound if a team member performs no booking of this guest. None is everybody's team member."""
    theirs = (
        select(Booking.id)
        .join(Booking.venue_order)
        .where(VenueOrder.guest_id == guest.id, Booking.state.in_(SHOWN), performed_by(member_id))
    )
    if member_id is not None and session.scalar(theirs.limit(1)) is None:
        raise NotFound(GuestErrorCode.NO_SUCH_GUEST)


def previous_bookings(booking: Booking) -> tuple[int, Booking | None]:
    """Return the number of earlier bookings (upcoming included) and the latest one that has started.

    An upcoming booking is never the latest one. Two statements; none if the guest is unknown.
    """
    guest_id = booking.venue_order.guest_id
    if guest_id is None:
        return 0, None
    earlier: ColumnElement[bool] = and_(
        VenueOrder.guest_id == guest_id, Booking.state.in_(CAME), Booking.starts_at < booking.starts_at
    )
    number = session.scalar(select(func.count(Booking.id)).join(Booking.venue_order).where(earlier)) or 0
    latest = session.scalar(
        select(Booking)
        .join(Booking.venue_order)
        .where(earlier, Booking.starts_at <= clock.now())
        .order_by(Booking.starts_at.desc())
        .limit(1)
    )
    return number, latest


SEEN_BY_VENUE = (
    contains_eager(Booking.venue_order).options(contains_eager(VenueOrder.order), joinedload(VenueOrder.guest)),
    selectinload(Booking.refunds),
)


PAGE = 25


class GuestOrder(StrEnum):
    """The sort order of a guest list."""

    RECENT = "recent"
    NAME = "name"
    VISITS = "visits"


@dataclass(frozen=True, slots=True)
class GuestPage:
    """A page of a venue's guests, each with their stats."""

    rows: Sequence[tuple[Guest, GuestStats]]
    page: int
    has_more: bool


def find_guests(
    venue: Venue, text: str = "", *, order: GuestOrder = GuestOrder.RECENT, page: int = 1, limit: int | None = PAGE
) -> GuestPage:
    """Find guests by part of the name, email address or phone number; all guests if `text` is empty.

    Only bookings that have started count; guests without any come last when sorted by bookings. Two statements.
    """
    visited = (
        select(
            VenueOrder.guest_id.label("guest_id"),
            func.max(Booking.starts_at).label("last"),
            func.count().label("number"),
        )
        .join(VenueOrder.bookings)
        .where(VenueOrder.venue_id == venue.id, Booking.state.in_(CAME), Booking.starts_at <= clock.now())
        .group_by(VenueOrder.guest_id)
        .subquery()
    )
    sorting: dict[GuestOrder, Sequence[Any]] = {
        GuestOrder.RECENT: (visited.c.last.desc().nulls_last(), Guest.id.desc()),
        GuestOrder.NAME: (func.lower(Guest.name), Guest.id),
        GuestOrder.VISITS: (func.coalesce(visited.c.number, 0).desc(), func.lower(Guest.name), Guest.id),
    }
    query = (
        select(Guest)
        .outerjoin(visited, visited.c.guest_id == Guest.id)
        .where(Guest.venue_id == venue.id, *like(text))
        .order_by(*sorting[order])
    )
    if limit is not None:
        query = query.limit(limit + 1).offset((page - 1) * limit)
    found = session.scalars(query).all()
    shown = found if limit is None else found[:limit]
    known = stats_by_guest([guest.id for guest in shown])
    return GuestPage([(guest, known.get(guest.id, GuestStats())) for guest in shown], page, len(found) > len(shown))


def like(text: str) -> list[ColumnElement[bool]]:
    """Return conditions that each word is in the name or email address, or its digits are in the phone number."""
    number = func.regexp_replace(Guest.phone, r"\D", "", "g")
    found = []
    for word in text.split():
        digits = "".join(letter for letter in word if letter.isdecimal())
        named = [Guest.name.icontains(word, autoescape=True), Guest.email.icontains(word, autoescape=True)]
        found.append(or_(*named, number.contains(digits)) if digits else or_(*named))
    return found
