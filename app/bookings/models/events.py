"""What happened to a booking: transitions of its state, and messages to its guest."""

from datetime import datetime

from sqlalchemy import (
    ForeignKey,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.bookings.enums import (
    Actor,
    BookingState,
)
from app.core.db import Base, text_enum


class BookingTransition(Base):
    """A change of a booking's state or another event: who, when and why."""

    __tablename__ = "booking_transition"

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id", ondelete="CASCADE"), index=True)
    from_state: Mapped[BookingState] = mapped_column(text_enum(BookingState))
    to_state: Mapped[BookingState] = mapped_column(text_enum(BookingState))
    actor: Mapped[Actor] = mapped_column(text_enum(Actor))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    reason: Mapped[str] = mapped_column(String(300), default="")
    at: Mapped[datetime]


class BookingMessage(Base):
    """A message from the venue to a guest about a booking."""

    __tablename__ = "booking_message"

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(index=True)
