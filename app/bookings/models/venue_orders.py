"""The parts of an order, one for each venue."""

from typing import TYPE_CHECKING

from sqlalchemy import (
    ForeignKey,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.bookings.models.orders import Order
from app.core.db import Base
from app.guests.models import Guest
from app.venues.models import Venue

if TYPE_CHECKING:
    from app.bookings.models.bookings import Booking


LONGEST_NOTE = 500  # characters that a guest can write to a venue


class VenueOrder(Base):
    """The part of an order at one venue. It has no state of its own: its bookings do."""

    __tablename__ = "venue_order"
    __table_args__ = (UniqueConstraint("order_id", "venue_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("customer_order.id", ondelete="CASCADE"))
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"), index=True)
    note: Mapped[str] = mapped_column(String(LONGEST_NOTE), default="")
    # The guest record at the venue, once the order is booked.
    guest_id: Mapped[int | None] = mapped_column(ForeignKey("guest.id"), index=True)

    order: Mapped[Order] = relationship(lazy="raise", back_populates="venue_orders")
    venue: Mapped[Venue] = relationship(lazy="raise")
    guest: Mapped[Guest | None] = relationship(lazy="raise")
    bookings: Mapped[list["Booking"]] = relationship(
        lazy="raise", back_populates="venue_order", order_by="Booking.starts_at, Booking.id"
    )
