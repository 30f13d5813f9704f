"""The commission that CozyWish charges venues."""

from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base

# The highest rate that can be set, in basis points.
MOST_BPS = 5000


class CommissionTerms(Base):
    """The commission of one venue, or with no venue, of all that have no terms of their own.

    Without any row, there is no commission. New terms apply to new bookings only: each booking keeps its rate.
    """

    __tablename__ = "commission_terms"
    __table_args__ = (
        UniqueConstraint("venue_id", postgresql_nulls_not_distinct=True),
        CheckConstraint("rate_bps BETWEEN 0 AND 5000", name="rate"),
        CheckConstraint("first_rate_bps BETWEEN 0 AND 5000", name="first_rate"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    venue_id: Mapped[int | None] = mapped_column(ForeignKey("venue.id", ondelete="CASCADE"))
    # In basis points, hundredths of a percent.
    rate_bps: Mapped[int] = mapped_column(SmallInteger)
    # For a guest's first booking at the venue; None if it is no different.
    first_rate_bps: Mapped[int | None] = mapped_column(SmallInteger)
