"""What stands where somebody wants to put something: named, so that whoever is refused knows what to move."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import Range as SqlRange
from sqlalchemy.orm import contains_eager

from app import clock
from app.availability.engine import Range
from app.availability.enums import ReservationKind, ReservationState
from app.availability.models import Block, Reservation
from app.bookings.models import Booking, BookingItem
from app.catalog.models import Service
from app.db import session
from app.filters import clock as clock_time
from app.filters import span
from app.team.models import Member


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing that takes a person or a room, as people call both."""

    who: str
    what: str
    begins: datetime
    ends: datetime
    # With what is kept clear after it; as `ends` where that is nothing.
    clear_until: datetime

    def words(self, zone: ZoneInfo) -> str:
        """June has Wren Abernathy, 2:00 – 3:00 PM, and clean-up until 3:15 PM."""
        after = f", and clean-up until {clock_time(self.clear_until, zone)}" if self.clear_until > self.ends else ""
        return f"{self.who} has {self.what}, {span(self.begins, self.ends, zone)}{after}"


def in_the_way(
    resource_ids: Collection[int], window: Range, *, but_items: Collection[int] = (), but_block: int | None = None
) -> list[Obstacle]:
    """What takes any of these people and rooms in a window of instants, in order of time; holds that have ended do not.
    One statement. `but_items` and `but_block` are what is to be put there, and so never in its own way."""
    rows = session.execute(
        select(Reservation, BookingItem, Block, Member, Service)
        .outerjoin(BookingItem, BookingItem.id == Reservation.item_id)
        .outerjoin(BookingItem.booking)
        .outerjoin(Booking.order)
        .outerjoin(Block, Block.id == Reservation.block_id)
        .outerjoin(Member, Member.resource_id == Reservation.resource_id)
        .outerjoin(Service, Service.resource_id == Reservation.resource_id)
        .where(
            Reservation.resource_id.in_(resource_ids),
            Reservation.during.op("&&")(SqlRange(*window, bounds="[)")),
            or_(Reservation.state == ReservationState.CONFIRMED, Reservation.expires_at > clock.now()),
            or_(Reservation.item_id.is_(None), Reservation.item_id.not_in(but_items)),
            or_(Reservation.block_id.is_(None), Reservation.block_id.is_distinct_from(but_block)),
        )
        .order_by(Reservation.during, Reservation.id)
        .options(contains_eager(BookingItem.booking).contains_eager(Booking.order))
    ).all()
    return [_obstacle(*row) for row in rows]


def _obstacle(
    reservation: Reservation, item: BookingItem | None, block: Block | None, member: Member | None, room: Service | None
) -> Obstacle:
    who = member.first_name if member else room.title if room else "Your venue"
    if item is None:
        note = block.note if block else reservation.note
        busy = "a busy time of another calendar" if reservation.kind is ReservationKind.IMPORT else "a blocked time"
        what = f"{busy} (“{note}”)" if note else busy
        return Obstacle(who, what, reservation.begins, reservation.ends, reservation.ends)
    held = reservation.state is ReservationState.HELD
    what = "a guest at checkout" if held else item.booking.order.name
    return Obstacle(who, what, item.starts_at, min(item.ends_at, reservation.ends), reservation.ends)
