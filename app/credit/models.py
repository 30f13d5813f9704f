"""Guests' store credit. Every change of a balance is a movement; the ledger says what we owe all guests together."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, func, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.db import Base, text_enum
from app.credit.enums import MovementKind


class CreditAccount(Base):
    """A guest's balance. Its row is locked before it changes, and it can't become negative."""

    __tablename__ = "credit_account"
    __table_args__ = (CheckConstraint("balance_cents >= 0", name="balance"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), unique=True)
    balance_cents: Mapped[int] = mapped_column(default=0, server_default="0")


class CreditMovement(Base):
    """One change of a balance: positive if the guest got credit. All movements of an account add up to its balance."""

    __tablename__ = "credit_movement"
    __table_args__ = (
        CheckConstraint(
            "amount_cents <> 0 AND (kind IN ('use', 'cash_out', 'turned_over')) = (amount_cents < 0)", name="amount"
        ),
        CheckConstraint("(kind IN ('use', 'release', 'refund')) = (order_id IS NOT NULL)", name="order"),
        CheckConstraint("(kind = 'gift_card') = (gift_card_id IS NOT NULL)", name="gift_card"),
        CheckConstraint("(kind = 'turned_over') = (turnover_id IS NOT NULL)", name="turnover"),
        Index("ix_credit_movement_turnover_id", "turnover_id", postgresql_where=text("turnover_id IS NOT NULL")),
        Index("ix_credit_movement_order_id", "order_id", postgresql_where=text("order_id IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("credit_account.id"), index=True)
    kind: Mapped[MovementKind] = mapped_column(text_enum(MovementKind))
    amount_cents: Mapped[int]
    # The order that it paid for, or the gift card: no card is redeemed twice.
    order_id: Mapped[int | None] = mapped_column(ForeignKey("customer_order.id"))
    gift_card_id: Mapped[int | None] = mapped_column(ForeignKey("gift_card.order_id"), unique=True)
    turnover_id: Mapped[int | None] = mapped_column(ForeignKey("turnover.id"))
    # Why CozyWish gave it, as the guest reads it.
    reason: Mapped[str] = mapped_column(String(200), default="", server_default="")
    at: Mapped[datetime] = mapped_column(default=clock.now, server_default=func.now())
