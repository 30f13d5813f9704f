"""Guests' store credit. Every change of a balance is a movement; the ledger says what we owe all guests together."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.db import Base, text_enum
from app.credit.enums import MovementKind


class CreditAccount(Base):
    """A guest's credit for all venues. Its row is locked before any of the guest's credit changes.

    No balance can become negative.
    """

    __tablename__ = "credit_account"
    __table_args__ = (CheckConstraint("balance_cents >= 0", name="balance"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), unique=True)
    balance_cents: Mapped[int] = mapped_column(default=0, server_default="0")


class VenueCredit(Base):
    """A guest's credit at one venue, which pays only for bookings there."""

    __tablename__ = "venue_credit"
    __table_args__ = (
        CheckConstraint("balance_cents >= 0", name="balance"),
        UniqueConstraint("account_id", "venue_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("credit_account.id"))
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"), index=True)
    balance_cents: Mapped[int] = mapped_column(default=0, server_default="0")


class CreditMovement(Base):
    """One change of a balance: positive if the guest got credit. All movements of a balance add up to it."""

    __tablename__ = "credit_movement"
    __table_args__ = (
        CheckConstraint(
            "amount_cents <> 0 AND (kind IN ('use', 'cash_out', 'turned_over', 'taken_back', 'ended', 'moved_out',"
            " 'charged_back', 'disputed')) = (amount_cents < 0)",
            name="amount",
        ),
        CheckConstraint("(kind IN ('use', 'release', 'refund', 'kept')) = (order_id IS NOT NULL)", name="order"),
        CheckConstraint("(kind = 'gift_card') = (gift_card_id IS NOT NULL)", name="gift_card"),
        CheckConstraint("(kind IN ('turned_over', 'turned_over_back')) = (turnover_id IS NOT NULL)", name="turnover"),
        CheckConstraint("(kind = 'taken_back') = (takes_back_id IS NOT NULL)", name="takes_back"),
        CheckConstraint(
            "kind IN ('use', 'release', 'refund') OR"
            " (kind IN ('given', 'taken_back', 'kept', 'ended', 'moved_out', 'charged_back')) = (venue_id IS NOT NULL)",
            name="venue",
        ),
        Index("ix_credit_movement_turnover_id", "turnover_id", postgresql_where=text("turnover_id IS NOT NULL")),
        Index("ix_credit_movement_order_id", "order_id", postgresql_where=text("order_id IS NOT NULL")),
        Index("ix_credit_movement_venue_id", "venue_id", postgresql_where=text("venue_id IS NOT NULL")),
        Index("ix_credit_movement_by_id", "by_id", postgresql_where=text("by_id IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("credit_account.id"), index=True)
    # The venue where the credit is, or none: it's for all venues.
    venue_id: Mapped[int | None] = mapped_column(ForeignKey("venue.id"))
    kind: Mapped[MovementKind] = mapped_column(text_enum(MovementKind))
    amount_cents: Mapped[int]
    # The order that it paid for, or the gift card: no card is redeemed twice.
    order_id: Mapped[int | None] = mapped_column(ForeignKey("customer_order.id"))
    gift_card_id: Mapped[int | None] = mapped_column(ForeignKey("gift_card.order_id"), unique=True)
    turnover_id: Mapped[int | None] = mapped_column(ForeignKey("turnover.id"))
    # The movement that a venue takes back, once.
    takes_back_id: Mapped[int | None] = mapped_column(ForeignKey("credit_movement.id"), unique=True)
    # Why CozyWish or the venue gave it, as the guest reads it, and who works at the venue and did that.
    reason: Mapped[str] = mapped_column(String(200), default="", server_default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now, server_default=func.now())
