"""Counts of the cash at a venue."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.core import clock
from app.core.db import Base


class CashCount(Base):
    """The cash in the drawer at the end of a day. A day that is counted again has another row; the newest counts."""

    __tablename__ = "cash_count"
    __table_args__ = (
        CheckConstraint("opening_cents >= 0 AND cash_cents >= 0 AND counted_cents >= 0", name="amounts"),
        Index("ix_cash_count_venue_id", "venue_id", "day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"))
    # In the venue's time zone.
    day: Mapped[date]
    # What was in the drawer in the morning, what guests paid in cash by then, and what was counted.
    opening_cents: Mapped[int]
    cash_cents: Mapped[int]
    counted_cents: Mapped[int]
    note: Mapped[str] = mapped_column(String(300), default="", server_default="")
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now, server_default=func.now())

    user: Mapped[User] = relationship(lazy="raise")

    @property
    def expected_cents(self) -> int:
        return self.opening_cents + self.cash_cents

    @property
    def difference_cents(self) -> int:
        """Return how much more was counted than expected; negative if some is missing."""
        return self.counted_cents - self.expected_cents
