"""Time that is occupied at a venue: bookings, holds, blocks and busy times from other calendars. One statement."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, DateTime, Integer, Row, Select, cast, column, func, or_, select
from sqlalchemy.dialects.postgresql import Range as SqlRange

from app.availability.engine.types import Range
from app.availability.enums import ReservationKind, ReservationState
from app.availability.models import Block, Reservation
from app.bookings.enums import AT_VENUE, BookingState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.models.series import BookingSeries
from app.bookings.models.venue_orders import VenueOrder
from app.core import clock
from app.core.db import session


@dataclass(frozen=True, slots=True)
class CalendarBooking:
    """The details of a booking that the calendar shows."""

    public_id: str
    title: str
    guest: str
    quantity: int
    state: BookingState
    from_desk: bool
    arrived: bool
    sequence: int
    served_by: str
    facilities: Sequence[str]
    # Which booking of its series it is, and how many there are; None if it doesn't repeat.
    series: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class CalendarBlock:
    """The details of a block that the calendar shows."""

    public_id: str
    sequence: int
    offboarding: bool


@dataclass(frozen=True, slots=True)
class Occupied:
    """One occupied period of a team member or room: a booking (all of its spots count as one), a hold, a block, or a
    busy time from another calendar, which has neither booking nor block."""

    begins: datetime
    ends: datetime
    # The reserved range with buffer time. The next reservation can start at `until`.
    from_: datetime
    until: datetime
    # When a hold expires; None if it does not expire.
    expires_at: datetime | None
    note: str
    booking: CalendarBooking | None
    block: CalendarBlock | None
    places: int = 1


def occupied_in(resource_ids: Collection[int], window: Range) -> dict[int, list[Occupied]]:
    """Return the occupied periods by resource id, each list ordered by time. Expired holds are left out."""
    found: dict[int, dict[tuple[str, object], Occupied]] = {}
    for row in session.execute(_query(resource_ids, window)):
        same = found.setdefault(row.resource_id, {})
        key = ("moving", row.id) if _is_moving(row) else (row.kind, row.booking_id or row.block_id or row.id)
        if key in same:
            same[key] = replace(same[key], places=same[key].places + 1)
        else:
            same[key] = _taken(row)
    return {resource: list(same.values()) for resource, same in found.items()}


def _query(resource_ids: Collection[int], window: Range) -> Select[*tuple[Any, ...]]:
    # Join a list instead of using "= ANY": only then does the index of the exclusion constraint match resource and
    # range at once.
    wanted = (
        func.unnest(cast(sorted(resource_ids), ARRAY(Integer)))
        .table_valued(column("id", Integer))
        .render_derived("wanted")
    )
    instant = DateTime(timezone=True)
    return (
        select(
            Reservation.id,
            Reservation.resource_id,
            Reservation.kind,
            func.lower(Reservation.during, type_=instant).label("from_"),
            func.upper(Reservation.during, type_=instant).label("until"),
            Reservation.expires_at,
            Reservation.note,
            Reservation.booking_id,
            Reservation.block_id,
            Booking.public_id,
            Booking.title,
            Booking.starts_at,
            Booking.ends_at,
            Booking.quantity,
            Booking.state,
            Booking.arrived_at,
            Booking.sequence,
            Booking.served_by,
            Booking.facilities,
            Booking.series_number,
            BookingSeries.times,
            Order.name,
            Order.kind.label("order_kind"),
            Block.public_id.label("block_code"),
            Block.note.label("block_note"),
            Block.sequence.label("block_sequence"),
            Block.offboarding,
        )
        .select_from(wanted)
        .join(Reservation, Reservation.resource_id == wanted.c.id)
        .outerjoin(Booking, Booking.id == Reservation.booking_id)
        .outerjoin(Booking.venue_order)
        .outerjoin(VenueOrder.order)
        .outerjoin(BookingSeries, BookingSeries.id == Booking.series_id)
        .outerjoin(Block, Block.id == Reservation.block_id)
        .where(
            Reservation.during.op("&&")(SqlRange(*window, bounds="[)")),
            or_(Reservation.state == ReservationState.CONFIRMED, Reservation.expires_at > clock.now()),
        )
        .order_by(func.lower(Reservation.during), Reservation.id)
    )


def _is_moving(row: Row[Any]) -> bool:
    """Return whether this is the new time of an existing booking, held beside the current time until its guest pays the
    difference."""
    return row.expires_at is not None and row.booking_id is not None and row.state is not BookingState.HELD


def _taken(row: Row[Any]) -> Occupied:
    booking = block = None
    if row.kind is ReservationKind.BOOKING:
        booking = CalendarBooking(
            public_id=row.public_id,
            title=row.title,
            guest=row.name,
            quantity=row.quantity,
            state=row.state,
            from_desk=row.order_kind in AT_VENUE,
            arrived=row.arrived_at is not None,
            sequence=row.sequence,
            served_by=row.served_by,
            facilities=row.facilities,
            series=(row.series_number, row.times) if row.times else None,
        )
    elif row.kind is ReservationKind.BLOCK:
        block = CalendarBlock(row.block_code, row.block_sequence, row.offboarding)
    return Occupied(
        begins=row.starts_at if booking and not _is_moving(row) else row.from_,
        ends=min(row.ends_at, row.until) if booking and not _is_moving(row) else row.until,
        from_=row.from_,
        until=row.until,
        expires_at=row.expires_at,
        note=row.block_note if block else row.note,
        booking=booking,
        block=block,
    )


def bookings_of(taken: Sequence[Occupied]) -> list[tuple[Occupied, CalendarBooking]]:
    """List the periods that belong to bookings, paid or held, with those bookings."""
    return [(one, one.booking) for one in taken if one.booking is not None]
