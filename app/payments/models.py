"""Attempts to pay an order, and the events about them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, func, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.bookings.models.orders import Order
from app.core import clock
from app.core.db import Base, text_enum
from app.core.ids import token
from app.payments.enums import PaymentState, Problem


class Payment(Base):
    """One Stripe Checkout session, or one charge of a saved card. Its request is stored before it is sent: a retry must
    send the same body. A session that only saves a card has an amount of 0.
    """

    __tablename__ = "payment"
    __table_args__ = (
        Index("uq_payment_open_order", "order_id", unique=True, postgresql_where=text("state = 'open'")),
        CheckConstraint("amount_cents >= 0", name="amount"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("customer_order.id"), index=True)
    state: Mapped[PaymentState] = mapped_column(text_enum(PaymentState), default=PaymentState.OPEN)
    amount_cents: Mapped[int]
    email: Mapped[str] = mapped_column(String(254))  # as sent: the guest may correct theirs in the meantime
    idempotency_key: Mapped[str] = mapped_column(String(22), unique=True, default=token)
    session_expires_at: Mapped[datetime]
    session_id: Mapped[str | None] = mapped_column(String(120), unique=True)
    session_url: Mapped[str | None] = mapped_column(String(2000))
    payment_intent_id: Mapped[str | None] = mapped_column(String(120), unique=True)
    # The charge that it was paid with, and what Stripe kept of it; None until we have read it.
    charge_id: Mapped[str | None] = mapped_column(String(120), unique=True)
    fee_cents: Mapped[int | None]
    # The customer at Stripe whose card is saved or charged, and the saved card that is charged without the guest.
    customer_id: Mapped[str | None] = mapped_column(String(120))
    card_id: Mapped[int | None] = mapped_column(ForeignKey("saved_card.id"), index=True)
    # Why the bank refused that card.
    decline_code: Mapped[str] = mapped_column(String(60), default="", server_default="")
    # How the payment differs from the order, if it does: a mismatched payment confirms nothing.
    mismatch: Mapped[str] = mapped_column(String(300), default="", server_default="")
    card_brand: Mapped[str] = mapped_column(String(20), default="")
    card_last4: Mapped[str] = mapped_column(String(4), default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now, server_default=func.now())
    paid_at: Mapped[datetime | None]

    order: Mapped[Order] = relationship(lazy="raise")


class StripeEvent(Base):
    """An event that has been processed; the same id again changes nothing."""

    __tablename__ = "stripe_event"

    id: Mapped[str] = mapped_column(String(120), primary_key=True)
    kind: Mapped[str] = mapped_column(String(80))
    # The order that the event is about, if it is one of ours.
    order_id: Mapped[int | None] = mapped_column(ForeignKey("customer_order.id"), index=True)
    received_at: Mapped[datetime] = mapped_column(default=clock.now, server_default=func.now())


class StripeProblem(Base):
    """An object at Stripe that belongs to nothing here, or that we can't use."""

    __tablename__ = "stripe_problem"
    __table_args__ = (CheckConstraint("(resolved_at IS NULL) = (resolved_by_id IS NULL)", name="resolved"),)

    stripe_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    problem: Mapped[Problem] = mapped_column(text_enum(Problem))
    seen_at: Mapped[datetime] = mapped_column(default=clock.now, server_default=func.now())
    # When an admin resolved it, who, and what they found or did. It stays resolved when Stripe tells us of it again.
    resolved_at: Mapped[datetime | None]
    resolved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    note: Mapped[str] = mapped_column(String(300), default="", server_default="")

    resolved_by: Mapped[User | None] = relationship(lazy="raise")
