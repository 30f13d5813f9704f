"""How venues get their money: their accounts at Stripe, transfers to those, and payouts from those to their bank."""

from datetime import date, datetime

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, Index, String, false, func, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.bookings.models.bookings import Booking
from app.core import clock
from app.core.db import Base, text_enum
from app.core.ids import public_id, token
from app.disputes.models import Dispute
from app.payouts.enums import PayoutStatus, TransferState
from app.venues.models import Venue


def payout_code() -> str:
    """Return a random payout number: "PO-7K3M-Q2XD"."""
    return public_id("PO")


class PayoutAccount(Base):
    """A venue's account at Stripe, as we last read it. Stripe keeps everything else about it, such as tax IDs."""

    __tablename__ = "payout_account"

    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"), primary_key=True)
    # None until Stripe has responded to the request for it, which is repeated under the same key.
    stripe_id: Mapped[str | None] = mapped_column(String(80), unique=True)
    idempotency_key: Mapped[str] = mapped_column(String(22), default=token)
    # Whether we can transfer to it, and whether Stripe pays out from it.
    takes_transfers: Mapped[bool] = mapped_column(default=False, server_default=false())
    pays_out: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Whether the owner has completed Stripe's form once.
    is_submitted: Mapped[bool] = mapped_column(default=False, server_default=false())
    # What Stripe asks for now, in its names, by when, and why payouts are off.
    requirements: Mapped[list[str]] = mapped_column(ARRAY(String(120)), default=list, server_default=text("'{}'"))
    due_by: Mapped[datetime | None]
    disabled_reason: Mapped[str] = mapped_column(String(120), default="", server_default="")
    bank_name: Mapped[str] = mapped_column(String(120), default="", server_default="")
    bank_last4: Mapped[str] = mapped_column(String(4), default="", server_default="")
    # When Stripe pays out: "daily", "weekly", "monthly" or "manual", and on which day.
    interval: Mapped[str] = mapped_column(String(20), default="", server_default="")
    anchor: Mapped[str] = mapped_column(String(20), default="", server_default="")
    # The schedule to go back to, set while we hold the payouts of a suspended venue.
    held_interval: Mapped[str | None] = mapped_column(String(20))
    held_anchor: Mapped[str | None] = mapped_column(String(20))
    # When an admin agreed to transfer what the venue earned before the ledger.
    opening_released_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now, server_default=func.now())
    read_at: Mapped[datetime | None]

    venue: Mapped[Venue] = relationship(lazy="raise")


class Payout(Base):
    """A payout from a venue's account at Stripe to its bank, made by Stripe on the account's schedule."""

    __tablename__ = "payout"
    __table_args__ = (Index("ix_payout_venue_id", "venue_id", "arrives_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(14), unique=True, default=payout_code)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"))
    stripe_id: Mapped[str] = mapped_column(String(80), unique=True)
    amount_cents: Mapped[int]
    status: Mapped[PayoutStatus] = mapped_column(text_enum(PayoutStatus))
    # When Stripe expects it at the bank.
    arrives_on: Mapped[date]
    failure_code: Mapped[str] = mapped_column(String(80), default="", server_default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now, server_default=func.now())


class Transfer(Base):
    """What we transfer to a venue for one booking, out of what one payment page took in, or out of our balance.

    Without a booking, it is for what expired of a package that the order paid for. With a dispute, it returns what the
    venue had paid us for that, or we had kept, and no longer owes.

    Its request is stored before it is sent: a retry must send the same.
    """

    __tablename__ = "transfer"
    __table_args__ = (
        CheckConstraint("amount_cents >= 0 AND offset_cents >= 0 AND amount_cents + offset_cents > 0", name="amount"),
        CheckConstraint(
            "dispute_id IS NULL AND order_id IS NOT NULL"
            " OR dispute_id IS NOT NULL AND num_nonnulls(order_id, booking_id, payment_id) = 0 AND offset_cents = 0",
            name="dispute",
        ),
        # One at a time for a booking and payment; later ones pay what has been added.
        Index(
            "uq_transfer_open",
            "venue_id",
            "booking_id",
            "order_id",
            "payment_id",
            unique=True,
            postgresql_where=text("state IN ('due', 'sent')"),
            postgresql_nulls_not_distinct=True,
        ),
        Index("ix_transfer_open", "id", postgresql_where=text("state IN ('due', 'sent')")),
        Index("ix_transfer_venue_id", "venue_id", "created_at"),
        Index("ix_transfer_payout_id", "payout_id", postgresql_where=text("payout_id IS NOT NULL")),
        Index("ix_transfer_dispute_id", "dispute_id", postgresql_where=text("dispute_id IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(14), unique=True, default=lambda: public_id("TR"))
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"))
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("booking.id"), index=True)
    # The order that charged the guest, and its payment: none for what store credit paid, which comes from our balance.
    order_id: Mapped[int | None] = mapped_column(ForeignKey("customer_order.id"))
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payment.id"), index=True)
    # Whether it comes out of our balance all the same, because that payment has too little left.
    is_from_balance: Mapped[bool] = mapped_column(default=False, server_default=false())
    dispute_id: Mapped[int | None] = mapped_column(ForeignKey("dispute.id"))
    amount_cents: Mapped[int]
    # How much of what the venue has earned we keep, because it owes us that.
    offset_cents: Mapped[int] = mapped_column(default=0, server_default="0")
    # Our commission, which the guest paid on top of that.
    commission_cents: Mapped[int] = mapped_column(default=0, server_default="0")
    state: Mapped[TransferState] = mapped_column(text_enum(TransferState), default=TransferState.DUE)
    idempotency_key: Mapped[str] = mapped_column(String(22), unique=True, default=token)
    stripe_id: Mapped[str | None] = mapped_column(String(80), unique=True)
    # Why Stripe refused it last.
    failure: Mapped[str] = mapped_column(String(300), default="", server_default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now, server_default=func.now())
    made_at: Mapped[datetime | None]
    payout_id: Mapped[int | None] = mapped_column(ForeignKey("payout.id"))

    booking: Mapped[Booking | None] = relationship(lazy="raise")
    dispute: Mapped[Dispute | None] = relationship(lazy="raise")
    reversals: Mapped[list["TransferReversal"]] = relationship(lazy="raise", order_by="TransferReversal.id")

    @property
    def earned_cents(self) -> int:
        """Return how much of what the venue has earned it settles."""
        return self.amount_cents + self.offset_cents


class TransferReversal(Base):
    """What we take back from a venue, because a booking was refunded after its transfer."""

    __tablename__ = "transfer_reversal"
    __table_args__ = (
        CheckConstraint("amount_cents > 0", name="amount"),
        Index("ix_transfer_reversal_open", "id", postgresql_where=text("state IN ('due', 'sent')")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    transfer_id: Mapped[int] = mapped_column(ForeignKey("transfer.id"), index=True)
    amount_cents: Mapped[int]
    state: Mapped[TransferState] = mapped_column(text_enum(TransferState), default=TransferState.DUE)
    idempotency_key: Mapped[str] = mapped_column(String(22), unique=True, default=token)
    stripe_id: Mapped[str | None] = mapped_column(String(80), unique=True)
    failure: Mapped[str] = mapped_column(String(300), default="", server_default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now, server_default=func.now())
    ended_at: Mapped[datetime | None]
