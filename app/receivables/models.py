"""What venues owe us beyond what we keep from their transfers: invoices, and what settled them.

The ledger says how much a venue owes. Each invoice covers what was added to that up to a posting, and whatever settles
it settles the oldest first.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger, String, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.core import clock
from app.core.db import Base, text_enum
from app.core.ids import public_id
from app.receivables.enums import SettlementKind
from app.venues.models import Venue

LONGEST_REFERENCE = 80


class VenueInvoice(Base):
    """An invoice to a venue for what it owed us and its transfers didn't cover. Its owner stays as they were then."""

    __tablename__ = "venue_invoice"
    __table_args__ = (
        UniqueConstraint("year", "number"),
        UniqueConstraint("venue_id", "through_id"),
        CheckConstraint("amount_cents > 0", name="amount"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(14), unique=True, default=lambda: public_id("IN"))
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"))
    year: Mapped[int] = mapped_column(SmallInteger)
    number: Mapped[int]
    # What was open when it was issued.
    amount_cents: Mapped[int]
    # The last posting that it covers.
    through_id: Mapped[int] = mapped_column(ForeignKey("ledger_posting.id"), index=True)
    billed_name: Mapped[str] = mapped_column(String(120))
    billed_address: Mapped[str] = mapped_column(String(300))
    issued_at: Mapped[datetime] = mapped_column(default=clock.now, server_default=func.now())
    due_on: Mapped[date]
    # How many days after it was due the last reminder was sent.
    reminded_days: Mapped[int | None] = mapped_column(SmallInteger)

    venue: Mapped[Venue] = relationship(lazy="raise")

    @property
    def name(self) -> str:
        """Return the number as people read it: "2026-0012"."""
        return f"{self.year}-{self.number:04}"


class VenueInvoiceLine(Base):
    """What was open of one posting that an invoice covers."""

    __tablename__ = "venue_invoice_line"
    __table_args__ = (CheckConstraint("amount_cents > 0", name="amount"),)

    invoice_id: Mapped[int] = mapped_column(ForeignKey("venue_invoice.id"), primary_key=True)
    posting_id: Mapped[int] = mapped_column(ForeignKey("ledger_posting.id"), primary_key=True, index=True)
    amount_cents: Mapped[int]


class VenueSettlement(Base):
    """A payment of what a venue owes, or what we wrote off of it. One by card counts once its order is paid."""

    __tablename__ = "venue_settlement"
    __table_args__ = (
        CheckConstraint("amount_cents > 0", name="amount"),
        CheckConstraint("(kind = 'card') = (order_id IS NOT NULL)", name="card"),
        CheckConstraint("(kind = 'card') = (recorded_by_id IS NULL)", name="recorded"),
        CheckConstraint("(undone_at IS NULL) = (undone_by_id IS NULL)", name="undone"),
        CheckConstraint("kind <> 'card' OR undone_at IS NULL", name="undone_card"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(14), unique=True, default=lambda: public_id("SE"))
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"), index=True)
    kind: Mapped[SettlementKind] = mapped_column(text_enum(SettlementKind))
    amount_cents: Mapped[int]
    # The order that the owner pays. It's of a higher feature, so the table is named, not imported.
    order_id: Mapped[int | None] = mapped_column(ForeignKey("customer_order.id"), unique=True)
    # How much of that the owner's bank has taken back. The venue owes it again.
    lost_cents: Mapped[int] = mapped_column(default=0, server_default="0")
    # When it reached our bank and what finds it there, or when and why we wrote it off.
    settled_on: Mapped[date | None]
    reference: Mapped[str] = mapped_column(String(LONGEST_REFERENCE), default="", server_default="")
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now, server_default=func.now())
    # When an admin undid it, who, and why: it was recorded by mistake.
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    undone_why: Mapped[str] = mapped_column(String(300), default="", server_default="")

    venue: Mapped[Venue] = relationship(lazy="raise")
    recorded_by: Mapped[User | None] = relationship(lazy="raise", foreign_keys=[recorded_by_id])
    undone_by: Mapped[User | None] = relationship(lazy="raise", foreign_keys=[undone_by_id])
