"""The ledger: double entry, append-only.

Triggers refuse every change of a row (ledger_append_only) and every entry whose postings do not add up to zero
(ledger_balanced). Rows hold ids only, so erasing a person changes nothing here.
"""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false, func, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core import clock
from app.core.db import Base, text_enum
from app.ledger.enums import Account, LedgerEvent


class LedgerEntry(Base):
    """What one event moved. The same event is never recorded twice."""

    __tablename__ = "ledger_entry"
    __table_args__ = (UniqueConstraint("event", "key"),)

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    event: Mapped[LedgerEvent] = mapped_column(text_enum(LedgerEvent, length=40))
    # Which event of its kind, such as the id of the payment.
    key: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(default=clock.now, server_default=func.now(), index=True)
    # Whether the event is from before the ledger. Its venue is paid once an admin agrees.
    is_opening: Mapped[bool] = mapped_column(default=False, server_default=false())

    postings: Mapped[list["LedgerPosting"]] = relationship(lazy="raise", order_by="LedgerPosting.id")


class LedgerPosting(Base):
    """One line of an entry: an amount in one account."""

    __tablename__ = "ledger_posting"
    __table_args__ = (
        CheckConstraint("amount_cents <> 0", name="amount"),
        Index("ix_ledger_posting_account", "account", "venue_id"),
        Index("ix_ledger_posting_tax_rule_id", "tax_rule_id", postgresql_where=text("tax_rule_id IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("ledger_entry.id"), index=True)
    account: Mapped[Account] = mapped_column(text_enum(Account, length=40))
    venue_id: Mapped[int | None] = mapped_column(ForeignKey("venue.id"))
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("booking.id"), index=True)
    # The rule of a tax. It's of a feature beside this one, so the table is named, not imported.
    tax_rule_id: Mapped[int | None] = mapped_column(ForeignKey("tax_rule.id"))
    # A debit is positive, a credit negative.
    amount_cents: Mapped[int]
    # On which amount the tax is, for the report; negative if the tax becomes less.
    taxable_cents: Mapped[int | None]
