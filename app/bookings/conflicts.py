"""Conflicts in the calendar, with names, so that the owner knows what to reschedule."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import Range as SqlRange
from sqlalchemy.orm import contains_eager

from app.availability.engine.types import Range
from app.availability.enums import ReservationKind, ReservationState, UnavailableReason
from app.availability.models import Block, Reservation
from app.availability.pools import PoolTaken
from app.availability.schedules import Lane
from app.bookings.errors import BookingErrorCode
from app.bookings.models.bookings import Booking
from app.bookings.models.venue_orders import VenueOrder
from app.catalog.models import Service
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict
from app.core.formats import clock as clock_time
from app.core.formats import day, span
from app.facilities.models import Facility
from app.team.models import TeamMember


class OutsideHours(Conflict):
    """The venue is closed, or no team member is working at that time. The owner may confirm it anyway."""


class SlotTaken(Conflict):
    """Something else occupies that time."""


@dataclass(frozen=True, slots=True)
class BookedTime:
    """The guest of a booking and its time (UTC), without buffers."""

    guest: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Overlap:
    """One reservation of a team member or a room, named `who`. Plain values, so it outlives a rolled-back transaction.

    It is a held or confirmed booking or, without one, a blocked time or an event from another calendar.
    """

    who: str
    lane: Lane
    begins: datetime
    ends: datetime
    is_external: bool
    held_until: datetime | None
    booking: BookedTime | None
    note: str

    def words(self, zone: ZoneInfo) -> str:
        """Say "June is booked with Ada Reed on Tue, May 19, 2:00 – 3:00 PM, plus buffer time until 3:15 PM"."""
        booking = self.booking
        if booking is None:
            when = f"{day(self.begins, zone)}, {span(self.begins, self.ends, zone)}"
            if self.is_external:
                return _("%(name)s is busy in another calendar on %(time)s.", name=self.who, time=when)
            if self.note:
                return _("%(name)s is blocked on %(time)s: %(note)s.", name=self.who, time=when, note=self.note)
            return _("%(name)s is blocked on %(time)s.", name=self.who, time=when)
        if self.held_until is not None:
            until = clock_time(self.held_until, zone)
            return _(
                "A guest is paying for a booking with %(name)s. The time may be available after %(time)s.",
                name=self.who,
                time=until,
            )
        when = f"{day(booking.starts_at, zone)}, {span(booking.starts_at, booking.ends_at, zone)}"
        if self.ends <= booking.ends_at:
            return _("%(name)s is booked with %(guest)s on %(time)s.", name=self.who, guest=booking.guest, time=when)
        return _(
            "%(name)s is booked with %(guest)s on %(time)s, plus buffer time until %(until)s.",
            name=self.who,
            guest=booking.guest,
            time=when,
            until=clock_time(self.ends, zone),
        )


def pool_conflict(
    missing: PoolTaken, service: Service, zone: ZoneInfo, *, but_bookings: Collection[int] = ()
) -> SlotTaken:
    """Return the error for a booking that finds no room or equipment. It names what occupies each. One statement."""
    found = find_conflicts([unit.id for unit in missing.pool.resources], missing.during, but_bookings=but_bookings)
    if missing.pool.missing is UnavailableReason.NO_ROOM:
        return SlotTaken(BookingErrorCode.NO_ROOM, service=service.title, conflicts=found, zone=zone)
    return SlotTaken(BookingErrorCode.NO_EQUIPMENT, service=service.title, conflicts=found, zone=zone)


def find_conflicts(
    resource_ids: Collection[int], window: Range, *, but_bookings: Collection[int] = (), but_block: int | None = None
) -> list[Overlap]:
    """List everything that occupies any of the resources in a window (UTC), in order of time. One statement.

    Expired holds are left out. `but_bookings` and `but_block` are what the caller wants to place, so they never
    conflict with themselves.
    """
    rows = session.execute(
        select(Reservation, Booking, Block, TeamMember, Service, Facility)
        .outerjoin(Booking, Booking.id == Reservation.booking_id)
        .outerjoin(Booking.venue_order)
        .outerjoin(VenueOrder.order)
        .outerjoin(Block, Block.id == Reservation.block_id)
        .outerjoin(TeamMember, TeamMember.resource_id == Reservation.resource_id)
        .outerjoin(Service, Service.resource_id == Reservation.resource_id)
        .outerjoin(Facility, Facility.resource_id == Reservation.resource_id)
        .where(
            Reservation.resource_id.in_(resource_ids),
            Reservation.during.op("&&")(SqlRange(*window, bounds="[)")),
            or_(Reservation.state == ReservationState.CONFIRMED, Reservation.expires_at > clock.now()),
            or_(Reservation.booking_id.is_(None), Reservation.booking_id.not_in(but_bookings)),
            or_(Reservation.block_id.is_(None), Reservation.block_id.is_distinct_from(but_block)),
        )
        .order_by(Reservation.during, Reservation.id)
        .options(contains_eager(Booking.venue_order).contains_eager(VenueOrder.order))
    ).all()
    return [
        Overlap(
            who=_name_of(member, room, facility),
            lane=(reservation.resource_id, reservation.lane),
            begins=reservation.begins,
            ends=reservation.ends,
            is_external=reservation.kind is ReservationKind.EXTERNAL,
            held_until=reservation.expires_at,
            booking=BookedTime(booking.venue_order.order.name, booking.starts_at, booking.ends_at) if booking else None,
            note=block.note if block else reservation.note,
        )
        for reservation, booking, block, member, room, facility in rows
    ]


def _name_of(member: TeamMember | None, room: Service | None, facility: Facility | None) -> str:
    if member is not None:
        return member.first_name
    if room is not None:
        return room.title
    return facility.name if facility is not None else _("Your venue")
