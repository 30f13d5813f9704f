"""The search over a venue's bookings, and its daily schedule."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager, selectinload

from app.availability.engine.local_time import resolve_wall
from app.availability.enums import ReservationState
from app.availability.models import Reservation
from app.bookings.enums import AT_VENUE, UPCOMING_STATES, BookingState, SettledBy
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.models.venue_orders import VenueOrder
from app.bookings.queries.bookings import SHOWN, performed_by
from app.calendar.enums import BookingFilter, Sorting
from app.catalog.models import Service
from app.core import clock
from app.core.db import session
from app.guest_history.queries import like
from app.team.models import TeamMember
from app.venues.models import Venue

PAGE = 25


@dataclass(frozen=True, slots=True)
class BookingSearch:
    """Search criteria for bookings. Dates are local to the venue; both the first and the last are included."""

    text: str = ""
    wanted: BookingFilter = BookingFilter.TO_COME
    member: str = ""
    service: str = ""
    first: date | None = None
    last: date | None = None
    sorting: Sorting | None = None
    page: int = 1

    @property
    def sorted_by(self) -> Sorting:
        """Return the chosen sorting. By default, upcoming bookings and requests start with the next one, all others
        with the latest."""
        forward = {BookingFilter.TO_COME, BookingFilter.REQUESTED}
        return self.sorting or (Sorting.FIRST if self.wanted in forward else Sorting.LAST)


@dataclass(frozen=True, slots=True)
class FoundBookings:
    bookings: Sequence[Booking]
    page: int
    has_more: bool


def find_bookings(venue: Venue, search: BookingSearch, *, member_id: int | None = None) -> FoundBookings:
    """Return one page of matching bookings, with guests, orders and refunds. Two statements.

    With `member_id`, only those that this team member performs.
    """
    query = _query(venue, search).where(performed_by(member_id)).limit(PAGE + 1).offset((search.page - 1) * PAGE)
    bookings = session.scalars(query).all()
    return FoundBookings(bookings[:PAGE], search.page, has_more=len(bookings) > PAGE)


def all_bookings(venue: Venue, search: BookingSearch) -> Iterator[Booking]:
    """Iterate over all matching bookings, streamed in batches."""
    yield from session.scalars(_query(venue, search).execution_options(yield_per=500))


def has_bookings(venue: Venue, *, member_id: int | None = None) -> bool:
    """Return whether the venue, or a team member, has ever had a booking. One statement."""
    its = VenueOrder.venue_id == venue.id, performed_by(member_id)
    query = select(Booking.id).join(Booking.venue_order).where(*its)
    return session.scalar(query.where(Booking.state.in_(SHOWN)).limit(1)) is not None


def number_by_state(venue: Venue, *, member_id: int | None = None) -> dict[BookingFilter, int]:
    """Count the bookings that need the venue to act now: requests to answer and payments to record. One statement.

    With `member_id`, only those that this team member performs.
    """
    row = session.execute(
        select(
            func.count().filter(*_state(BookingFilter.REQUESTED)),
            func.count().filter(*_state(BookingFilter.UNPAID)),
        )
        .select_from(Booking)
        .join(Booking.venue_order)
        .join(VenueOrder.order)
        .where(VenueOrder.venue_id == venue.id, performed_by(member_id))
    ).one()
    return {BookingFilter.REQUESTED: row[0], BookingFilter.UNPAID: row[1]}


def day_sheet(
    venue: Venue, on: date, *, member_id: int | None = None
) -> Sequence[tuple[Booking, Sequence[TeamMember]]]:
    """List a local date's bookings by time, except canceled ones, each with its team members and refunds.

    With `member_id`, only those that this team member performs. Three statements.
    """
    bookings = session.scalars(
        _joined()
        .where(
            VenueOrder.venue_id == venue.id,
            Booking.state.in_(SHOWN - {BookingState.CANCELED}),
            performed_by(member_id),
            *_days(venue, on, on),
        )
        .order_by(Booking.starts_at, Booking.id)
    ).all()
    rows = session.execute(
        select(Reservation.booking_id, TeamMember)
        .join(TeamMember, TeamMember.resource_id == Reservation.resource_id)
        .where(
            Reservation.booking_id.in_([booking.id for booking in bookings]),
            Reservation.state == ReservationState.CONFIRMED,
        )
        .order_by(TeamMember.position)
    )
    serving: dict[int, list[TeamMember]] = {}
    for booking_id, member in rows:
        if booking_id is None:
            continue
        if member not in serving.setdefault(booking_id, []):
            serving[booking_id].append(member)
    return [(booking, serving.get(booking.id, [])) for booking in bookings]


def _joined() -> Select[Booking]:
    return (
        select(Booking)
        .join(Booking.venue_order)
        .join(VenueOrder.order)
        .outerjoin(VenueOrder.guest)
        .join(Booking.service)
        .options(
            contains_eager(Booking.venue_order).options(
                contains_eager(VenueOrder.order), contains_eager(VenueOrder.guest)
            ),
            contains_eager(Booking.service),
            selectinload(Booking.refunds),
        )
    )


def _query(venue: Venue, search: BookingSearch) -> Select[Booking]:
    query = _joined().where(
        VenueOrder.venue_id == venue.id,
        Booking.state.in_(SHOWN),
        *_state(search.wanted),
        *_days(venue, search.first, search.last),
    )
    if search.text:
        words = search.text.split()
        written = and_(
            *(
                or_(Order.name.icontains(word, autoescape=True), Order.phone.contains(word, autoescape=True))
                for word in words
            )
        )
        # Emails show both the booking number and the order number.
        code = search.text.strip().upper()
        coded = or_(Booking.public_id == code, Order.public_id == code)
        query = query.where(or_(coded, written, and_(*like(search.text))))
    if search.service:
        query = query.where(Service.slug == search.service)
    if search.member:
        query = query.where(_serves(venue, search.member))
    return query.order_by(*_sorting(search.sorted_by))


def _serves(venue: Venue, slug: str) -> ColumnElement[bool]:
    """Match bookings that requested a team member or have their time reserved. Canceled bookings reserve no time, so
    the recorded name of the team member decides."""
    member = select(TeamMember.id, TeamMember.resource_id, TeamMember.name).where(
        TeamMember.venue_id == venue.id, TeamMember.slug == slug
    )
    of = member.subquery()
    reserved = select(Reservation.booking_id).join(of, of.c.resource_id == Reservation.resource_id)
    return or_(
        Booking.member_id.in_(select(of.c.id)),
        Booking.id.in_(reserved),
        and_(Booking.state == BookingState.CANCELED, Booking.served_by.in_(select(of.c.name))),
    )


def _state(wanted: BookingFilter) -> list[ColumnElement[bool]]:
    now = clock.now()
    unpaid = Order.kind.in_(AT_VENUE), Order.settled_by == SettledBy.UNPAID, Booking.price_cents > 0
    return {
        BookingFilter.TO_COME: [Booking.state.in_(UPCOMING_STATES), Booking.ends_at > now],
        BookingFilter.REQUESTED: [Booking.state == BookingState.REQUESTED],
        BookingFilter.UNPAID: [*unpaid, Booking.state.in_((BookingState.CONFIRMED, BookingState.COMPLETED))],
        BookingFilter.OVER: [
            Booking.state.in_((BookingState.CONFIRMED, BookingState.COMPLETED)),
            Booking.ends_at <= now,
        ],
        BookingFilter.MISSED: [Booking.state == BookingState.NO_SHOW],
        BookingFilter.CANCELED: [Booking.state == BookingState.CANCELED],
        BookingFilter.ALL: [],
    }[wanted]


def _days(venue: Venue, first: date | None, last: date | None) -> list[ColumnElement[bool]]:
    """Convert local dates at the venue into conditions on instants."""
    found: list[ColumnElement[bool]] = []
    if first is not None:
        found.append(Booking.starts_at >= resolve_wall(venue.zone, first, 0, edge="start"))
    if last is not None:
        found.append(Booking.starts_at < resolve_wall(venue.zone, last + timedelta(days=1), 0, edge="start"))
    return found


def _sorting(by: Sorting) -> tuple[Any, ...]:
    return {
        Sorting.FIRST: (Booking.starts_at, Booking.id),
        Sorting.LAST: (Booking.starts_at.desc(), Booking.id.desc()),
        Sorting.GUEST: (func.lower(Order.name), Booking.starts_at, Booking.id),
        Sorting.SERVICE: (func.lower(Booking.title), Booking.starts_at, Booking.id),
        Sorting.PRICE: (Booking.price_cents.desc(), Booking.starts_at, Booking.id),
    }[by]
