"""The time of somebody who has left: taken for good, so that even a check-out that read her hours a moment before
cannot have her. The same constraint refuses it that refuses every overlap."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, or_, select
from sqlalchemy.dialects.postgresql import Range

from app import clock
from app.availability.enums import ReservationKind, ReservationState
from app.availability.models import Reservation
from app.db import session

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


def close_for_good(resource_id: int) -> None:
    """Take all that is left of her time, after what she may be doing now. Her resource must be locked, and have no
    visits to come. What the venue itself had blocked goes."""
    now = clock.now()
    session.execute(
        delete(Reservation).where(
            Reservation.resource_id == resource_id,
            or_(Reservation.expires_at <= now, Reservation.kind != ReservationKind.BOOKING),
            func.upper(Reservation.during) > now,
        )
    )
    last = session.scalar(
        select(func.max(func.upper(Reservation.during))).where(Reservation.resource_id == resource_id)
    )
    begins = max(now, last) if last else now
    session.add(
        Reservation(
            resource_id=resource_id,
            during=Range(begins, begins + AHEAD, bounds="[)"),
            kind=ReservationKind.BLOCK,
            state=ReservationState.CONFIRMED,
            note=NOTE,
        )
    )
    session.flush()


def open_again(resource_id: int) -> None:
    """She is back."""
    session.execute(
        delete(Reservation).where(
            Reservation.resource_id == resource_id,
            Reservation.kind == ReservationKind.BLOCK,
            Reservation.note == NOTE,
        )
    )
