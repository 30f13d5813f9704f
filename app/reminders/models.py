"""Which reminders have gone out."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, text_enum
from app.reminders.enums import ReminderKind


class Reminder(Base):
    """One mail of a kind about a visit at a time: once and no more. A visit that moves has another start, so that its
    guest is reminded anew."""

    __tablename__ = "reminder"
    __table_args__ = (UniqueConstraint("booking_id", "kind", "starts_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id", ondelete="CASCADE"))
    kind: Mapped[ReminderKind] = mapped_column(text_enum(ReminderKind))
    starts_at: Mapped[datetime]
    at: Mapped[datetime]  # when it was put on its way
