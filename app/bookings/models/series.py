"""Repeating bookings: what the bookings of one series have in common."""

from sqlalchemy import CheckConstraint, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class BookingSeries(Base):
    """Bookings of one service that repeat every few weeks, booked in one order.

    Each booking has its number in the series. It keeps that number when others are canceled or rescheduled.
    """

    __tablename__ = "booking_series"
    __table_args__ = (
        CheckConstraint("every_weeks BETWEEN 1 AND 8", name="every_weeks"),
        CheckConstraint("times BETWEEN 2 AND 12", name="times"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    every_weeks: Mapped[int] = mapped_column(SmallInteger)
    # How many bookings there were when it was booked.
    times: Mapped[int] = mapped_column(SmallInteger)
