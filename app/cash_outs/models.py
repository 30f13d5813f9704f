"""Small gift card balances that guests cash out."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, func, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.bookings.models.refunds import Refund
from app.cash_outs.enums import CashOutState, PaidBy
from app.core import clock
from app.core.db import Base, text_enum
from app.core.ids import public_id
from app.credit.models import CreditAccount

LONGEST_ADDRESS, LONGEST_REFERENCE, LONGEST_REASON = 300, 80, 200


class CashOut(Base):
    """A small gift card balance that a guest asked for in cash.

    It leaves their credit at once, so that it can't be spent too.
    """

    __tablename__ = "cash_out"
    __table_args__ = (
        CheckConstraint("amount_cents > 0", name="amount"),
        CheckConstraint("(state = 'paid') = (paid_by IS NOT NULL)", name="paid"),
        CheckConstraint("(state = 'asked') = (decided_at IS NULL)", name="decided"),
        Index("uq_cash_out_open", "account_id", unique=True, postgresql_where=text("state = 'asked'")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(14), unique=True, default=lambda: public_id("CO"))
    account_id: Mapped[int] = mapped_column(ForeignKey("credit_account.id"), index=True)
    state: Mapped[CashOutState] = mapped_column(text_enum(CashOutState), default=CashOutState.ASKED)
    amount_cents: Mapped[int]
    # The state whose law allows it, as the guest says, and where to send a check.
    law_state: Mapped[str] = mapped_column(String(2))
    address: Mapped[str] = mapped_column(String(LONGEST_ADDRESS))
    asked_at: Mapped[datetime] = mapped_column(default=clock.now, server_default=func.now())
    paid_by: Mapped[PaidBy | None] = mapped_column(text_enum(PaidBy))
    paid_on: Mapped[date | None]
    # What finds it at our bank, such as the number of the check.
    reference: Mapped[str] = mapped_column(String(LONGEST_REFERENCE), default="", server_default="")
    refund_id: Mapped[int | None] = mapped_column(ForeignKey("refund.id"), unique=True)
    # Why it was declined, as the guest reads it.
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON), default="", server_default="")
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)

    account: Mapped[CreditAccount] = relationship(lazy="raise")
    refund: Mapped[Refund | None] = relationship(lazy="raise")
    decided_by: Mapped[User | None] = relationship(lazy="raise")
