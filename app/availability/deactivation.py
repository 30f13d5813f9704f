"""The time of somebody who has left: taken for good, so that even a check-out that read her hours a moment before
cannot have her. The same constraint refuses it that refuses every overlap."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, or_, select
from sqlalchemy.dialects.postgresql import Range

from app import clock
from app.availability.enums import ReservationKind, ReservationState
from app.availability.models import Block, Reservation
from app.db import session
from app.venues.models import Resource

# Longer than anybody can book ahead.
AHEAD = timedelta(days=400)
NOTE = "Left the team"


def held_until(resource_id: int) -> datetime | None:
    """Until when somebody at checkout holds a time with her, at the latest; None when nobody does."""
    return session.scalar(
        select(func.max(Reservation.expires_at)).where(
            Reservation.resource_id == resource_id, Reservation.expires_at > clock.now()
        )
    )


def block_indefinitely(resource_id: int) -> None:
    """Take all that is left of her time, after what she may be doing now. Her resource must be locked, and have no
    visits to come. What the venue itself had blocked goes."""
    now = clock.now()
    venue_id = session.scalars(select(Resource.venue_id).where(Resource.id == resource_id)).one()
    session.execute(
        delete(Reservation).where(
            Reservation.resource_id == resource_id,
            or_(Reservation.expires_at <= now, Reservation.kind != ReservationKind.BOOKING),
            func.upper(Reservation.during) > now,
        )
    )
    forget_empty_blocks(venue_id)
    last = session.scalar(
        select(func.max(func.upper(Reservation.during))).where(Reservation.resource_id == resource_id)
    )
    begins = max(now, last) if last else now
    block = Block(venue_id=venue_id, begins=begins, ends=begins + AHEAD, note=NOTE, leaving=True)
    session.add(block)
    session.flush()
    session.add(
        Reservation(
            resource_id=resource_id,
            during=Range(block.begins, block.ends, bounds="[)"),
            kind=ReservationKind.BLOCK,
            state=ReservationState.CONFIRMED,
            block_id=block.id,
        )
    )
    session.flush()


def unblock(resource_id: int) -> None:
    """She is back."""
    hers = select(Reservation.block_id).where(Reservation.resource_id == resource_id)
    session.execute(delete(Block).where(Block.id.in_(hers), Block.leaving))


def forget_empty_blocks(venue_id: int) -> None:
    """Those that take nobody's time any more."""
    takes = select(Reservation.id).where(Reservation.block_id == Block.id).exists()
    session.execute(delete(Block).where(Block.venue_id == venue_id, ~takes))
