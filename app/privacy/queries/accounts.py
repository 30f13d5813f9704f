"""What stands in the way of deleting an account, and which deletions are due."""

from collections.abc import Sequence

from sqlalchemy import select

from app.accounts.models import User
from app.bookings.models.bookings import Booking
from app.bookings.queries.bookings import bookings_of_user
from app.core import clock
from app.core.db import session
from app.privacy.models import Erasure


def upcoming_bookings(user: User) -> list[Booking]:
    """List an account's bookings that have not ended, by start."""
    return [booking for booking in bookings_of_user(user.id) if booking.is_upcoming]


def due_accounts(*, limit: int = 100) -> Sequence[int]:
    """List the ids of accounts whose days to keep them are over, the longest waiting first. One statement."""
    due = User.deletion_due_at <= clock.now()
    return session.scalars(select(User.id).where(due).order_by(User.deletion_due_at, User.id).limit(limit)).all()


def erasures() -> Sequence[Erasure]:
    """List all erasures, the first one first. One statement."""
    return session.scalars(select(Erasure).order_by(Erasure.id)).all()
