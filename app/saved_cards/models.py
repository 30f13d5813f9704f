"""Cards that guests saved at Stripe, and who the guests are there."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, SmallInteger, String, func, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.db import Base
from app.core.ids import token


class PaymentCustomer(Base):
    """An account's customer at Stripe. The row is stored before Stripe is asked to make it."""

    __tablename__ = "payment_customer"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    stripe_id: Mapped[str | None] = mapped_column(String(120), unique=True)
    idempotency_key: Mapped[str] = mapped_column(String(22), unique=True, default=token)
    created_at: Mapped[datetime] = mapped_column(default=clock.now, server_default=func.now())


class SavedCard(Base):
    """A card that we may charge for what its owner agreed to. Stripe has its number."""

    __tablename__ = "saved_card"
    __table_args__ = (
        Index(
            "uq_saved_card_default",
            "user_id",
            unique=True,
            postgresql_where=text("is_default AND removed_at IS NULL"),
        ),
        Index("ix_saved_card_user_id", "user_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(22), unique=True, default=token)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    payment_method_id: Mapped[str] = mapped_column(String(120), unique=True)
    brand: Mapped[str] = mapped_column(String(20))
    last4: Mapped[str] = mapped_column(String(4))
    exp_month: Mapped[int] = mapped_column(SmallInteger)
    exp_year: Mapped[int] = mapped_column(SmallInteger)
    is_default: Mapped[bool] = mapped_column(default=False)
    # When its bank refused it for good.
    refused_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now, server_default=func.now())

    def is_expired(self, on: date) -> bool:
        """Return whether it can no longer be charged: a card is good until the end of its month."""
        return (on.year, on.month) > (self.exp_year, self.exp_month)

    @property
    def is_usable(self) -> bool:
        return self.removed_at is None and self.refused_at is None and not self.is_expired(clock.now().date())
