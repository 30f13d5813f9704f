"""Payments in person, as the venue records them. We never have this money, so it isn't in the ledger."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.bookings.enums import SettledBy
from app.bookings.models.bookings import Booking
from app.core import clock
from app.core.db import Base, text_enum


class DeskPayment(Base):
    """An amount that a guest paid in person for a booking, and what they tipped. Undone ones stay."""

    __tablename__ = "desk_payment"
    __table_args__ = (
        CheckConstraint("amount_cents >= 0 AND tip_cents >= 0 AND amount_cents + tip_cents > 0", name="amount"),
        CheckConstraint("method <> 'unpaid'", name="method"),
        Index("ix_desk_payment_venue_id", "venue_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id", ondelete="CASCADE"), index=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"))
    method: Mapped[SettledBy] = mapped_column(text_enum(SettledBy))
    amount_cents: Mapped[int]
    # What the team member got on top of it. In cash, it doesn't go into the drawer.
    tip_cents: Mapped[int] = mapped_column(default=0, server_default="0")
    at: Mapped[datetime] = mapped_column(default=clock.now, server_default=func.now())
    # Who recorded it; nobody for those from before payments were recorded one by one.
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    booking: Mapped[Booking] = relationship(lazy="raise")
    user: Mapped[User | None] = relationship(lazy="raise", foreign_keys=[user_id])
