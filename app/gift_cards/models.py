"""Gift cards. A card is what an order of kind GIFT_CARD is for, and has its number."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.bookings.models.orders import Order
from app.core import clock
from app.core.db import Base, text_enum
from app.gift_cards.enums import Design, GiftCardState

LEAST_CENTS, MOST_CENTS = 1_000, 50_000
LONGEST_MESSAGE = 300


class GiftCard(Base):
    """A gift card, for one order. Its code is made when it is delivered, and only a keyed hash of it is stored."""

    __tablename__ = "gift_card"
    __table_args__ = (
        CheckConstraint(f"amount_cents BETWEEN {LEAST_CENTS} AND {MOST_CENTS}", name="amount"),
        CheckConstraint(
            "state = 'charged_back' OR (state IN ('delivered', 'redeemed', 'turned_over')) = (code_hash IS NOT NULL)",
            name="code",
        ),
        CheckConstraint(
            "0 <= lost_cents AND lost_cents <= held_cents AND held_cents <= amount_cents",
            name="held",
        ),
        CheckConstraint("(state = 'turned_over') = (turnover_id IS NOT NULL)", name="turnover"),
        Index("ix_gift_card_turnover_id", "turnover_id", postgresql_where=text("turnover_id IS NOT NULL")),
        Index("ix_gift_card_held", "order_id", postgresql_where=text("state = 'held'")),
    )

    order_id: Mapped[int] = mapped_column(ForeignKey("customer_order.id"), primary_key=True, autoincrement=False)
    state: Mapped[GiftCardState] = mapped_column(text_enum(GiftCardState), default=GiftCardState.UNPAID)
    amount_cents: Mapped[int]
    # What nobody can use of it, because a bank has taken the payment back, and what of that the bank has kept.
    held_cents: Mapped[int] = mapped_column(default=0, server_default="0")
    lost_cents: Mapped[int] = mapped_column(default=0, server_default="0")
    to_name: Mapped[str] = mapped_column(String(120))
    to_email: Mapped[str] = mapped_column(String(254))
    from_name: Mapped[str] = mapped_column(String(120))
    message: Mapped[str] = mapped_column(String(LONGEST_MESSAGE), default="", server_default="")
    design: Mapped[Design] = mapped_column(text_enum(Design))
    # When it is to be delivered, and the time zone in which the buyer chose that day.
    deliver_at: Mapped[datetime]
    zone: Mapped[str] = mapped_column(String(40))
    code_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    # How often it was or will be delivered: each delivery replaces the code.
    deliveries: Mapped[int] = mapped_column(default=0, server_default="0")
    delivered_at: Mapped[datetime | None]
    redeemed_at: Mapped[datetime | None]
    turnover_id: Mapped[int | None] = mapped_column(ForeignKey("turnover.id"))

    order: Mapped[Order] = relationship(lazy="raise")

    @property
    def is_sending(self) -> bool:
        """Return whether its first delivery is due, and the job has not made it yet."""
        return self.state is GiftCardState.SCHEDULED and self.deliver_at <= clock.now()

    @property
    def left_cents(self) -> int:
        """Return what a card that nobody has redeemed is worth."""
        return self.amount_cents - self.lost_cents
