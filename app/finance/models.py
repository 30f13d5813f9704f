"""Our own money: what Stripe moved, how that differs from the ledger, payouts to our bank, and closed months."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, func, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.core import clock
from app.core.db import Base, text_enum
from app.core.ids import public_id, token
from app.finance.enums import BankPayoutState, Cause
from app.ledger.enums import Account, LedgerEvent
from app.ledger.models import LedgerEntry
from app.payments.gateway import DOLLARS


class StripeTransaction(Base):
    """One movement of our balance at Stripe, as its list of balance transactions shows it. It never changes there."""

    __tablename__ = "stripe_transaction"
    __table_args__ = (
        Index("ix_stripe_transaction_event", "event", "key", postgresql_where=text("event IS NOT NULL")),
        Index("ix_stripe_transaction_open", "id", postgresql_where=text("matched_at IS NULL")),
        Index("ix_stripe_transaction_at", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    stripe_id: Mapped[str] = mapped_column(String(80), unique=True)
    # Stripe's names: the type, and the object that it is about, such as a charge.
    kind: Mapped[str] = mapped_column(String(60))
    source_id: Mapped[str] = mapped_column(String(120), default="", server_default="")
    # What else identifies the object: its payment, and what our metadata says.
    intent_id: Mapped[str] = mapped_column(String(120), default="", server_default="")
    reference: Mapped[str] = mapped_column(String(120), default="", server_default="")
    # In the smallest unit of the currency. What isn't in dollars is never compared with the ledger.
    currency: Mapped[str] = mapped_column(String(3), default=DOLLARS, server_default=DOLLARS)
    amount_cents: Mapped[int]
    fee_cents: Mapped[int]
    at: Mapped[datetime]
    # The ledger entry about it, once we know it, and when both had the same amount.
    event: Mapped[LedgerEvent | None] = mapped_column(text_enum(LedgerEvent, length=40))
    key: Mapped[str | None] = mapped_column(String(80))
    matched_at: Mapped[datetime | None]

    @property
    def is_in_dollars(self) -> bool:
        return self.currency == DOLLARS

    @property
    def net_cents(self) -> int:
        """Return by how much it changed our balance."""
        return self.amount_cents - self.fee_cents


class Reconciliation(Base):
    """A comparison of the ledger with Stripe's balance transactions. It may be read in several parts."""

    __tablename__ = "reconciliation"
    __table_args__ = (
        Index("uq_reconciliation_open", text("(true)"), unique=True, postgresql_where=text("finished_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    started_at: Mapped[datetime] = mapped_column(default=clock.now, server_default=func.now())
    # From when on it reads, by Stripe's clock; None for everything.
    since: Mapped[datetime | None]
    # The newest transaction that it has read, and the last one, after which the next part continues.
    newest_at: Mapped[datetime | None]
    cursor: Mapped[str | None] = mapped_column(String(80))
    transactions: Mapped[int] = mapped_column(default=0, server_default="0")
    finished_at: Mapped[datetime | None]
    # Our balance at Stripe and in the ledger at the end.
    stripe_cents: Mapped[int | None]
    ledger_cents: Mapped[int | None]


class Difference(Base):
    """A difference between Stripe's balance and the ledger, until both agree or an admin resolves it."""

    __tablename__ = "finance_difference"
    __table_args__ = (
        CheckConstraint("transaction_id IS NOT NULL OR entry_id IS NOT NULL", name="about"),
        Index("uq_finance_difference_entry", "entry_id", unique=True, postgresql_where=text("transaction_id IS NULL")),
        Index("ix_finance_difference_open", "id", postgresql_where=text("resolved_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(14), unique=True, default=lambda: public_id("DF"))
    cause: Mapped[Cause] = mapped_column(text_enum(Cause))
    transaction_id: Mapped[int | None] = mapped_column(ForeignKey("stripe_transaction.id"), unique=True)
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_entry.id"), index=True)
    # By how much each side says that our balance changed.
    stripe_cents: Mapped[int]
    ledger_cents: Mapped[int]
    found_at: Mapped[datetime] = mapped_column(default=clock.now, server_default=func.now())
    resolved_at: Mapped[datetime | None]
    # The admin who resolved it; None if both sides agreed later.
    resolved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    note: Mapped[str] = mapped_column(String(300), default="", server_default="")

    transaction: Mapped[StripeTransaction | None] = relationship(lazy="raise")
    entry: Mapped[LedgerEntry | None] = relationship(lazy="raise")
    resolved_by: Mapped[User | None] = relationship(lazy="raise")


class BankPayout(Base):
    """A payout of our own balance at Stripe to our bank, which an admin requested. Its request is stored first."""

    __tablename__ = "bank_payout"
    __table_args__ = (
        CheckConstraint("amount_cents > 0", name="amount"),
        Index("uq_bank_payout_open", text("(true)"), unique=True, postgresql_where=text("state IN ('due', 'sent')")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(14), unique=True, default=lambda: public_id("BP"))
    amount_cents: Mapped[int]
    state: Mapped[BankPayoutState] = mapped_column(text_enum(BankPayoutState), default=BankPayoutState.DUE)
    idempotency_key: Mapped[str] = mapped_column(String(22), unique=True, default=token)
    stripe_id: Mapped[str | None] = mapped_column(String(80), unique=True)
    arrives_on: Mapped[date | None]
    failure: Mapped[str] = mapped_column(String(300), default="", server_default="")
    # The admin who requested it; None if it was made in Stripe's dashboard.
    requested_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now, server_default=func.now())

    requested_by: Mapped[User | None] = relationship(lazy="raise")


class TaxPayment(Base):
    """A payment of tax to a jurisdiction, which an admin recorded after it left our bank. It never changes."""

    __tablename__ = "tax_payment"
    __table_args__ = (
        CheckConstraint("amount_cents > 0", name="amount"),
        CheckConstraint("last_on >= first_on", name="days"),
        CheckConstraint("(undone_at IS NULL) = (undone_by_id IS NULL)", name="undone"),
        Index("ix_tax_payment_jurisdiction", "state", "jurisdiction"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(14), unique=True, default=lambda: public_id("TP"))
    # As in the rules. Several rules may be of one jurisdiction.
    state: Mapped[str] = mapped_column(String(2))
    jurisdiction: Mapped[str] = mapped_column(String(80))
    # The days whose tax it pays, as on the return.
    first_on: Mapped[date]
    last_on: Mapped[date]
    amount_cents: Mapped[int]
    paid_on: Mapped[date]
    # What finds it at our bank and at the jurisdiction, such as a confirmation number.
    reference: Mapped[str] = mapped_column(String(80))
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now, server_default=func.now())
    # When an admin undid it, who, and why: it was recorded by mistake.
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    undone_why: Mapped[str] = mapped_column(String(300), default="", server_default="")

    recorded_by: Mapped[User] = relationship(lazy="raise", foreign_keys=[recorded_by_id])
    undone_by: Mapped[User | None] = relationship(lazy="raise", foreign_keys=[undone_by_id])


class ClosedMonth(Base):
    """A month whose books are closed. A trigger refuses entries that are dated in it (ledger_month_open)."""

    __tablename__ = "closed_month"
    __table_args__ = (CheckConstraint("starts_at < ends_at", name="span"),)

    first_day: Mapped[date] = mapped_column(primary_key=True)
    # In the office's time zone.
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    closed_at: Mapped[datetime] = mapped_column(default=clock.now, server_default=func.now())
    # How many differences with Stripe the admin accepted.
    differences: Mapped[int]

    totals: Mapped[list["ClosedTotal"]] = relationship(lazy="raise")


class ClosedTotal(Base):
    """The total of an account in a closed month, in cents: its balance before, debits and credits."""

    __tablename__ = "closed_total"

    first_day: Mapped[date] = mapped_column(ForeignKey("closed_month.first_day"), primary_key=True)
    account: Mapped[Account] = mapped_column(text_enum(Account, length=40), primary_key=True)
    opening_cents: Mapped[int] = mapped_column(BigInteger)
    debit_cents: Mapped[int] = mapped_column(BigInteger)
    credit_cents: Mapped[int] = mapped_column(BigInteger)
