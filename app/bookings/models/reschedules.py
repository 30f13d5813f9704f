"""Reschedules of bookings, made and waiting for payment."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    SmallInteger,
    String,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.bookings.enums import (
    Actor,
)
from app.bookings.models.bookings import DealReferences
from app.core.db import Base, text_enum


class Reschedule(Base):
    """The time and team members of a booking before and after a change: for history, undo and email."""

    __tablename__ = "reschedule"
    __table_args__ = (
        CheckConstraint("from_ends_at > from_starts_at AND to_ends_at > to_starts_at", name="times"),
        UniqueConstraint("booking_id", "sequence"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id", ondelete="CASCADE"))
    actor: Mapped[Actor] = mapped_column(text_enum(Actor))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime]
    # Shown to the guest.
    reason: Mapped[str] = mapped_column(String(300), default="")
    # Whether the guest asked for it: if so, the cancellation terms stay the same.
    requested_by_guest: Mapped[bool] = mapped_column(default=False)
    # The booking's sequence after this change.
    sequence: Mapped[int] = mapped_column(SmallInteger)
    # The reschedule that this one undoes.
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("reschedule.id"), unique=True)
    from_starts_at: Mapped[datetime]
    from_ends_at: Mapped[datetime]
    from_served_by: Mapped[str] = mapped_column(String(200))
    from_member_id: Mapped[int | None] = mapped_column(ForeignKey("team_member.id"))
    from_keep_percent: Mapped[int] = mapped_column(SmallInteger)
    from_cents: Mapped[int]
    # Its reservations before, as [resource, lane, begins, ends]: where undo restores them.
    from_reservations: Mapped[list[list[Any]]] = mapped_column(JSONB)
    to_starts_at: Mapped[datetime]
    to_ends_at: Mapped[datetime]
    to_served_by: Mapped[str] = mapped_column(String(200))
    to_member_id: Mapped[int | None] = mapped_column(ForeignKey("team_member.id"))
    to_cents: Mapped[int]
    # When the guest was notified, or there was nothing to notify about.
    guest_notified_at: Mapped[datetime | None]


class PendingReschedule(DealReferences, Base):
    """The new time of a booking until the price difference is paid.

    Its time is held alongside the booking's current one. An order has several if later bookings of a series move too.
    """

    __tablename__ = "pending_reschedule"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="times"),
        CheckConstraint("price_cents BETWEEN 0 AND list_cents", name="price"),
    )

    order_id: Mapped[int] = mapped_column(
        ForeignKey("customer_order.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    booking_id: Mapped[int] = mapped_column(
        ForeignKey("booking.id", ondelete="CASCADE"), primary_key=True, autoincrement=False, index=True
    )
    # The booking's sequence at the time; if it has changed since, the reschedule does not happen.
    sequence: Mapped[int] = mapped_column(SmallInteger)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    member_id: Mapped[int | None] = mapped_column(ForeignKey("team_member.id"))
    # In the format of Reschedule.from_reservations.
    reservations: Mapped[list[list[Any]]] = mapped_column(JSONB)
    list_cents: Mapped[int]
    price_cents: Mapped[int]
    price_reason: Mapped[str] = mapped_column(String(200), default="")
    funded_cents: Mapped[int] = mapped_column(default=0, server_default="0")
