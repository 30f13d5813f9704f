"""Disputes: what banks say about payments, which bookings that is about, and what we answer."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, false, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.core import clock
from app.core.db import Base, text_enum
from app.core.ids import public_id, token
from app.disputes.enums import CLOSED, INQUIRIES, NEEDS_RESPONSE, DisputeStatus, EvidenceState


def dispute_code() -> str:
    """Return a random dispute number: "DP-7K3M-Q2XD"."""
    return public_id("DP")


class Dispute(Base):
    """A dispute or an inquiry, as we last read it from Stripe. One of an unknown payment has no order."""

    __tablename__ = "dispute"
    __table_args__ = (
        CheckConstraint("amount_cents >= 0", name="amount"),
        Index("ix_dispute_open", "id", postgresql_where=text("settled_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(14), unique=True, default=dispute_code)
    stripe_id: Mapped[str] = mapped_column(String(80), unique=True)
    payment_intent_id: Mapped[str] = mapped_column(String(120), default="", server_default="")
    # The order whose payment is disputed, if it is one of ours.
    order_id: Mapped[int | None] = mapped_column(ForeignKey("customer_order.id"), index=True)
    status: Mapped[DisputeStatus] = mapped_column(text_enum(DisputeStatus, length=40))
    # Why, as Stripe names it.
    reason: Mapped[str] = mapped_column(String(60), default="", server_default="")
    amount_cents: Mapped[int]
    # What the bank took, what it gave back, and what Stripe charged for it.
    withdrawn_cents: Mapped[int] = mapped_column(default=0, server_default="0")
    reinstated_cents: Mapped[int] = mapped_column(default=0, server_default="0")
    fee_cents: Mapped[int] = mapped_column(default=0, server_default="0")
    # The part of the loss that ended a gift card or package, or that its venue owes us. Then the part that nobody bears
    # but us, and how many changes of the loss the ledger has.
    ended_cents: Mapped[int] = mapped_column(default=0, server_default="0")
    written_off_cents: Mapped[int] = mapped_column(default=0, server_default="0")
    loss_entries: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    # Until when the bank takes an answer.
    due_by: Mapped[datetime | None]
    opened_at: Mapped[datetime]
    read_at: Mapped[datetime]
    # When it was decided, and its money had moved.
    settled_at: Mapped[datetime | None]
    # Whether an admin has said how much of it is about each booking.
    is_corrected: Mapped[bool] = mapped_column(default=False, server_default=false())
    # How many days before the deadline the last reminder was sent.
    reminded_days: Mapped[int | None] = mapped_column(SmallInteger)
    created_at: Mapped[datetime] = mapped_column(default=clock.now, server_default=func.now())

    order: Mapped[Order | None] = relationship(lazy="raise")
    allocations: Mapped[list["DisputeAllocation"]] = relationship(
        lazy="raise", order_by="DisputeAllocation.booking_id", cascade="all, delete-orphan"
    )
    evidence: Mapped["DisputeEvidence | None"] = relationship(lazy="raise")

    @property
    def is_inquiry(self) -> bool:
        """Return whether the bank only asks, and has taken nothing."""
        return self.status in INQUIRIES

    @property
    def is_closed(self) -> bool:
        return self.status in CLOSED

    @property
    def needs_response(self) -> bool:
        """Return whether the bank still takes our answer."""
        return self.status in NEEDS_RESPONSE

    @property
    def taken_cents(self) -> int:
        """Return what the bank has taken and not given back."""
        return max(0, self.withdrawn_cents - self.reinstated_cents)


class DisputeAllocation(Base):
    """How much of a dispute is about one booking."""

    __tablename__ = "dispute_allocation"
    __table_args__ = (CheckConstraint("amount_cents > 0", name="amount"),)

    dispute_id: Mapped[int] = mapped_column(ForeignKey("dispute.id"), primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), primary_key=True, index=True)
    amount_cents: Mapped[int]

    booking: Mapped[Booking] = relationship(lazy="raise")


class DisputeEvidence(Base):
    """Our answer to the bank: a draft that the venue completes, and an admin submits once."""

    __tablename__ = "dispute_evidence"

    dispute_id: Mapped[int] = mapped_column(ForeignKey("dispute.id"), primary_key=True)
    # Stripe's names of fields -> what is in them.
    texts: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict, server_default=text("'{}'"))
    state: Mapped[EvidenceState] = mapped_column(text_enum(EvidenceState), default=EvidenceState.DRAFT)
    # Counts the changes, so that two people who write at once see each other's.
    version: Mapped[int] = mapped_column(default=0, server_default="0")
    idempotency_key: Mapped[str] = mapped_column(String(22), default=token)
    # Why Stripe refused it last.
    failure: Mapped[str] = mapped_column(String(300), default="", server_default="")
    # When the venue said that it's complete, and when Stripe took it.
    completed_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    changed_at: Mapped[datetime] = mapped_column(default=clock.now, server_default=func.now())
