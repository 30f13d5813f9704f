"""Receipts, numbered by venue and year without gaps."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.bookings.models.orders import Order
from app.bookings.models.refunds import Refund
from app.core import clock
from app.core.db import Base
from app.core.ids import public_id
from app.venues.models import Venue

# Of a guest's company, and of its reference.
LONGEST_COMPANY, LONGEST_REFERENCE = 120, 60


def receipt_code() -> str:
    """Return a random code for the address of a receipt: "RC-7K3M-Q2XD"."""
    return public_id("RC")


def receipt_name(venue_id: int, year: int, number: int) -> str:
    """Return the number of a receipt as people read it: "V17-2026-000123".

    Each venue counts from 1 every year, so the venue makes it unique. Its name may change, its id doesn't.
    """
    return f"V{venue_id}-{year}-{number:06}"


class ReceiptCounter(Base):
    """The last number of a venue's receipts in a year. Its row is locked while a number is given."""

    __tablename__ = "receipt_counter"

    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"), primary_key=True)
    year: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    last_number: Mapped[int]


class Receipt(Base):
    """What a venue received with an order, or what was refunded of it. The seller stays as it was then."""

    __tablename__ = "receipt"
    __table_args__ = (
        UniqueConstraint("venue_id", "year", "number"),
        Index("uq_receipt_payment", "order_id", "venue_id", unique=True, postgresql_where=text("refund_id IS NULL")),
        CheckConstraint("number > 0", name="number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(14), unique=True, default=receipt_code)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"))
    # The year of the payment or refund where the venue is.
    year: Mapped[int] = mapped_column(SmallInteger)
    number: Mapped[int]
    order_id: Mapped[int] = mapped_column(ForeignKey("customer_order.id"), index=True)
    # The refund that it is for; None for the payment.
    refund_id: Mapped[int | None] = mapped_column(ForeignKey("refund.id"), unique=True)
    seller_name: Mapped[str] = mapped_column(String(120))
    seller_address: Mapped[str] = mapped_column(String(300))
    # What a business guest adds.
    company: Mapped[str] = mapped_column(String(LONGEST_COMPANY), default="", server_default="")
    reference: Mapped[str] = mapped_column(String(LONGEST_REFERENCE), default="", server_default="")
    # What the guest agreed to, by booking id, or for their package. It stays as it was then, too.
    agreed_texts: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict, server_default=text("'{}'"))
    issued_at: Mapped[datetime] = mapped_column(default=clock.now, server_default=func.now())

    venue: Mapped[Venue] = relationship(lazy="raise")
    order: Mapped[Order] = relationship(lazy="raise")
    refund: Mapped[Refund | None] = relationship(lazy="raise")

    @property
    def at(self) -> datetime:
        """Return when the guest paid, or when the refund was made. The order and the refund must be loaded."""
        if self.refund is not None:
            return self.refund.ended_at or self.refund.created_at
        return self.order.settled_at or self.order.created_at

    @property
    def name(self) -> str:
        return receipt_name(self.venue_id, self.year, self.number)
