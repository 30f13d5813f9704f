"""Refunds, queued by bookings and sent by payments."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    false,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.bookings.enums import RefundSource, RefundState
from app.core import clock
from app.core.db import Base, text_enum
from app.core.ids import public_id, token


def refund_code() -> str:
    """Return a random refund number: "RF-7K3M-Q2XD"."""
    return public_id("RF")


# For rows that the previous version of the app still writes during a deployment.
RANDOM_CODE = text("'RF-' || upper(substr(translate(gen_random_uuid()::text, '-', ''), 1, 11))")


class Refund(Base):
    """A refund for one booking, or with no booking, of a gift card. Queued there, sent by payments.

    A trigger (refund_within_paid) keeps the refunds of a booking that have not failed within what an order paid for it,
    by card and with store credit.
    """

    __tablename__ = "refund"
    __table_args__ = (
        CheckConstraint("amount_cents > 0", name="amount"),
        CheckConstraint("tax_cents BETWEEN 0 AND amount_cents", name="tax"),
        CheckConstraint("NOT is_kept OR (source = 'card' AND stripe_id IS NULL)", name="kept"),
        Index("ix_refund_open", "id", postgresql_where=text("state IN ('due', 'sent')")),
        Index("ix_refund_dispute_id", "dispute_id", postgresql_where=text("dispute_id IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(14), unique=True, default=refund_code, server_default=RANDOM_CODE)
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("booking.id"), index=True)
    # The order whose payment is refunded; by default the trigger sets the booking's own.
    order_id: Mapped[int] = mapped_column(ForeignKey("customer_order.id"), index=True)
    # The failed refund that this one retries; each is retried at most once.
    retries_id: Mapped[int | None] = mapped_column(ForeignKey("refund.id"), unique=True)
    source: Mapped[RefundSource] = mapped_column(
        text_enum(RefundSource), default=RefundSource.CARD, server_default=RefundSource.CARD
    )
    # Whether the guest kept what the card paid as credit at the venue. Then Stripe refunds nothing.
    is_kept: Mapped[bool] = mapped_column(default=False, server_default=false())
    # The lost dispute in which the guest's bank made it.
    dispute_id: Mapped[int | None] = mapped_column(ForeignKey("dispute.id", use_alter=True))
    amount_cents: Mapped[int]
    # How much of it is tax.
    tax_cents: Mapped[int] = mapped_column(default=0, server_default="0")
    state: Mapped[RefundState] = mapped_column(text_enum(RefundState), default=RefundState.DUE)
    reason: Mapped[str] = mapped_column(String(200))
    # Sent with the request, so that a repeated request refunds once.
    idempotency_key: Mapped[str] = mapped_column(String(22), unique=True, default=token)
    stripe_id: Mapped[str | None] = mapped_column(String(80), unique=True)
    failure: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now, server_default=func.now())
    # When it succeeded or failed.
    ended_at: Mapped[datetime | None]

    @property
    def is_to_card(self) -> bool:
        """Return whether the guest gets it on their card rather than as credit."""
        return self.source is RefundSource.CARD and not self.is_kept


def not_retried(refunds: Sequence[Refund]) -> list[Refund]:
    """Return the refunds without failed ones that were retried."""
    again = {refund.retries_id for refund in refunds}
    return [refund for refund in refunds if refund.id not in again]
