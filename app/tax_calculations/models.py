"""What Stripe Tax calculated for orders, and what was reversed of it because of refunds."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.db import Base


class TaxCalculation(Base):
    """The calculation for the part of an order at one venue. Its taxes are lines of the order.

    Once the order is paid, a job commits it: then it is a transaction in Stripe's reports.
    """

    __tablename__ = "tax_calculation"
    __table_args__ = (
        UniqueConstraint("order_id", "venue_id"),
        Index(
            "ix_tax_calculation_open",
            "order_id",
            postgresql_where=text("transaction_id IS NULL AND failure = ''"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("customer_order.id"))
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"), index=True)
    stripe_id: Mapped[str] = mapped_column(String(120), unique=True)
    expires_at: Mapped[datetime]
    created_at: Mapped[datetime] = mapped_column(default=clock.now, server_default=func.now())
    transaction_id: Mapped[str | None] = mapped_column(String(120), unique=True)
    # Why Stripe refused to commit it.
    failure: Mapped[str] = mapped_column(String(300), default="", server_default="")


class TaxReversal(Base):
    """What refunds of a booking reverse of a transaction. It's stored before it is sent."""

    __tablename__ = "tax_reversal"
    __table_args__ = (
        CheckConstraint("net_cents >= 0 AND tax_cents >= 0 AND net_cents + tax_cents > 0", name="amounts"),
        Index("ix_tax_reversal_open", "id", postgresql_where=text("stripe_id IS NULL AND failure = ''")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    calculation_id: Mapped[int] = mapped_column(ForeignKey("tax_calculation.id"), index=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), index=True)
    net_cents: Mapped[int]
    tax_cents: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(default=clock.now, server_default=func.now())
    stripe_id: Mapped[str | None] = mapped_column(String(120), unique=True)
    # Why Stripe refused it.
    failure: Mapped[str] = mapped_column(String(300), default="", server_default="")
