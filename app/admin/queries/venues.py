"""Venue search for admins."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, ColumnExpressionArgument, and_, false, func, or_, select, true
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.accounts.models import User
from app.admin.errors import AdminErrorCode
from app.bookings.enums import AT_VENUE, UPCOMING_STATES, BookingState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.models.venue_orders import VenueOrder
from app.catalog.models import Service
from app.core import clock
from app.core.db import session
from app.core.errors import NotFound
from app.team.models import TeamMember
from app.venues.enums import VenueStatus
from app.venues.models import Venue, VenuePhoto, VenueSlug, VenueTransition

PAGE = 25
LATELY = timedelta(days=30)
DONE = (BookingState.REQUESTED, BookingState.CONFIRMED, BookingState.COMPLETED, BookingState.NO_SHOW)


@dataclass(frozen=True, slots=True)
class Venues:
    rows: Sequence[Venue]
    page: int
    has_more: bool


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of a venue now. `cents` is what guests booked online in the last 30 days, upcoming or not."""

    services: int
    members: int
    photos: int
    to_come: int
    over: int
    canceled: int
    cents: int


def find_venues(text: str, status: VenueStatus | None = None, *, page: int = 1) -> Venues:
    """Find venues by part of the name, the city, or the owner's name or email address, sorted by name.

    Without text, list all, newest first. A status narrows the list; without one, deleted venues are left out. Two
    statements: the venues with their owners (one more than a page, to know whether there are more) and their photos.
    """
    wanted = [Venue.status == status] if status else [Venue.status != VenueStatus.DELETED]
    order = (Venue.name, Venue.id) if text else (Venue.id.desc(),)
    found = session.scalars(
        select(Venue)
        .join(Venue.owner)
        .where(*wanted, _like(text))
        .options(contains_eager(Venue.owner), joinedload(Venue.category), selectinload(Venue.photos))
        .order_by(*order)
        .limit(PAGE + 1)
        .offset((page - 1) * PAGE)
    ).all()
    return Venues(found[:PAGE], page, has_more=len(found) > PAGE)


def numbers_by_status() -> dict[VenueStatus, int]:
    """Count the venues by status. One statement."""
    found = session.execute(select(Venue.status, func.count()).group_by(Venue.status))
    return {row[0]: row[1] for row in found}


def venue_for_admin(slug: str) -> Venue:
    """Return a venue in any status, with its owner, category and photos, also by a former slug. Raises NotFound."""
    venue = _venue(Venue.slug == slug) or _venue(
        Venue.id == select(VenueSlug.venue_id).where(VenueSlug.slug == slug).scalar_subquery()
    )
    if venue is None:
        raise NotFound(AdminErrorCode.NO_SUCH_VENUE)
    return venue


def numbers_of(venue: Venue) -> Numbers:
    """Count the venue's services, team, photos, bookings and recent sales. One statement."""
    now = clock.now()
    items: Any = (
        select(
            func.count().filter(Booking.state.in_(UPCOMING_STATES), Booking.starts_at > now).label("to_come"),
            func.count().filter(Booking.state.in_(DONE), Booking.starts_at <= now).label("over"),
            func.count().filter(Booking.state == BookingState.CANCELED).label("canceled"),
            func.coalesce(
                func.sum(Booking.price_cents).filter(
                    Booking.state.in_(DONE),
                    Order.created_at > now - LATELY,
                    Order.kind.not_in(AT_VENUE),
                ),
                0,
            ).label("cents"),
        )
        .join(VenueOrder, VenueOrder.id == Booking.venue_order_id)
        .join(Order, Order.id == VenueOrder.order_id)
        .where(VenueOrder.venue_id == venue.id)
        .subquery()
    )
    row: Any = session.execute(
        select(
            _count(Service.venue_id == venue.id, Service.active).label("services"),
            _count(TeamMember.venue_id == venue.id, TeamMember.removed_at.is_(None)).label("members"),
            _count(VenuePhoto.venue_id == venue.id, VenuePhoto.position.is_not(None)).label("photos"),
            items,
        )
    ).one()
    return Numbers(**row._mapping)


def standing_of(venue: Venue) -> Sequence[tuple[VenueTransition, User | None]]:
    """List the venue's status changes, newest first, each with the user who made it. One statement."""
    found = session.execute(
        select(VenueTransition, User)
        .outerjoin(User, User.id == VenueTransition.user_id)
        .where(VenueTransition.venue_id == venue.id)
        .order_by(VenueTransition.id.desc())
        .limit(20)
    )
    return [(moved, user) for moved, user in found]


def _venue(which: ColumnElement[bool]) -> Venue | None:
    return session.scalar(
        select(Venue)
        .where(which)
        .options(joinedload(Venue.owner), joinedload(Venue.category), selectinload(Venue.photos))
    )


def _like(text: str) -> ColumnElement[bool]:
    """Match venues where every word is in the name, the location, or the owner's name or email address."""
    named = (Venue.name, Venue.city, Venue.slug, User.name, User.email)
    words = [word for word in text.replace(",", " ").split() if any(letter.isalnum() for letter in word)]
    found = (or_(Venue.state == word.upper(), *(of.icontains(word, autoescape=True) for of in named)) for word in words)
    # Text made only of punctuation matches nothing.
    return and_(true() if words or not text else false(), *found)


def _count(*which: ColumnExpressionArgument[bool]) -> Any:
    return select(func.count()).where(*which).scalar_subquery()
