"""What happened to a booking: messages, transitions and reschedules."""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from app.bookings.enums import BookingState
from app.bookings.models.events import BookingMessage, BookingTransition
from app.bookings.models.reschedules import Reschedule
from app.core.db import session


def message_of(message_id: int) -> BookingMessage:
    return session.get_one(BookingMessage, message_id)


def messages_of(booking_id: int) -> Sequence[BookingMessage]:
    """List the venue's messages to the guest about a booking, oldest first. One statement."""
    return session.scalars(
        select(BookingMessage).where(BookingMessage.booking_id == booking_id).order_by(BookingMessage.id)
    ).all()


def history_of(booking_id: int) -> Sequence[BookingTransition]:
    """List the recorded transitions of a booking, oldest first."""
    return session.scalars(
        select(BookingTransition).where(BookingTransition.booking_id == booking_id).order_by(BookingTransition.id)
    ).all()


def reschedules_of(booking_id: int) -> Sequence[Reschedule]:
    """List the reschedules of a booking, oldest first. One statement."""
    return session.scalars(select(Reschedule).where(Reschedule.booking_id == booking_id).order_by(Reschedule.id)).all()


def last_reschedule_of(booking_id: int) -> Reschedule | None:
    """Return the latest reschedule of a booking, if any. One statement."""
    return session.scalar(
        select(Reschedule).where(Reschedule.booking_id == booking_id).order_by(Reschedule.id.desc()).limit(1)
    )


def cancellations(booking_ids: Collection[int]) -> dict[int, BookingTransition]:
    """Return the transition that canceled each booking, by booking id, without active bookings. One statement."""
    found = session.scalars(
        select(BookingTransition).where(
            BookingTransition.booking_id.in_(booking_ids), BookingTransition.to_state == BookingState.CANCELED
        )
    )
    return {move.booking_id: move for move in found}
