"""The reminders that were sent."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, text_enum
from app.reminders.enums import ReminderKind


class Reminder(Base):
    """One email of a kind for a booking and its start, sent only once. A rescheduled booking has another start, so its
    guest gets a new reminder."""

    __tablename__ = "reminder"
    __table_args__ = (UniqueConstraint("booking_id", "kind", "starts_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id", ondelete="CASCADE"))
    kind: Mapped[ReminderKind] = mapped_column(text_enum(ReminderKind))
    starts_at: Mapped[datetime]
    at: Mapped[datetime]  # when it was scheduled
