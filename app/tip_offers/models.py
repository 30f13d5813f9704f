from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class TipOffer(Base):
    """A booking whose guest was asked by email whether they want to tip. That happens once."""

    __tablename__ = "tip_offer"

    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id", ondelete="CASCADE"), primary_key=True)
    at: Mapped[datetime]
