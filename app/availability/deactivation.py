"""Blocking a former team member's calendar indefinitely, so that even a checkout that loaded stale hours cannot book
them. The exclusion constraint that refuses every overlap enforces it."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, or_, select
from sqlalchemy.dialects.postgresql import Range

from app.availability.enums import ReservationKind, ReservationState
from app.availability.models import Block, Reservation
from app.core import clock
from app.core.db import session
from app.venues.models import Resource

# Longer than any booking window.
AHEAD = timedelta(days=400)
NOTE = "Left the team"


def held_until(resource_id: int) -> datetime | None:
    """Return when the last checkout hold on this resource expires, None if there is none."""
    return session.scalar(
        select(func.max(Reservation.expires_at)).where(
            Reservation.resource_id == resource_id, Reservation.expires_at > clock.now()
        )
    )


def block_indefinitely(resource_id: int) -> None:
    """Block all remaining time of a resource, after any booking now in progress.

    The resource must be locked and have no upcoming bookings. Deletes its other blocks, external reservations and
    expired holds that are not over.
    """
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
    block = Block(venue_id=venue_id, begins=begins, ends=begins + AHEAD, note=NOTE, offboarding=True)
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
    """Remove the indefinite block when the team member returns."""
    own_blocks = select(Reservation.block_id).where(Reservation.resource_id == resource_id)
    session.execute(delete(Block).where(Block.id.in_(own_blocks), Block.offboarding))


def forget_empty_blocks(venue_id: int) -> None:
    """Delete the venue's blocks that no longer have reservations."""
    takes = select(Reservation.id).where(Reservation.block_id == Block.id).exists()
    session.execute(delete(Block).where(Block.venue_id == venue_id, ~takes))
