"""Deals and their off-peak hours."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, Text, func, literal_column, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.catalog.models import Service
from app.core import clock
from app.core.db import Base, text_enum
from app.core.ids import public_id
from app.deals.enums import MAX_PERCENT, DealFunder, DealKind, DealStatus
from app.venues.models import Venue

MAX_USES = 100_000
LONGEST_TITLE = 60
LONGEST_CODE = 24


def deal_id() -> str:
    """Return a public id for a deal, such as D-7K3M-Q2XD."""
    return public_id("D")


# For rows that the previous version of the app inserts while it still runs.
RANDOM_ID = text("'D-' || upper(substr(translate(gen_random_uuid()::text, '-', ''), 1, 12))")


# A change of a live deal may keep its code: it will replace the deal that has it.
HOLDS_CODE = (
    "code IS NOT NULL AND status NOT IN ('ended', 'changes_requested') AND (replaces_id IS NULL OR status = 'approved')"
)
IS_OPEN = "status IN ('draft', 'in_review', 'changes_requested')"


class Deal(Base):
    """Percent or cents off one service, all services of a venue, or (with neither) the whole platform."""

    __tablename__ = "deal"
    __table_args__ = (
        CheckConstraint("service_id IS NULL OR venue_id IS NOT NULL", name="scope"),
        CheckConstraint(
            f"(kind = 'percent' AND amount BETWEEN 1 AND {MAX_PERCENT}) OR (kind = 'fixed' AND amount > 0)",
            name="amount",
        ),
        CheckConstraint("valid_to > valid_from", name="valid"),
        CheckConstraint("funder = 'venue' OR venue_id IS NULL", name="funder"),
        CheckConstraint("last_minute_hours BETWEEN 1 AND 168", name="last_minute"),
        # Two live deals must not share a code, or it would be ambiguous.
        Index(
            "uq_deal_code",
            func.upper(literal_column("code")),
            unique=True,
            postgresql_where=text(HOLDS_CODE),
        ),
        # At most one open change of a live deal: changing it again edits that change.
        Index("uq_deal_replaces_id", "replaces_id", unique=True, postgresql_where=text(IS_OPEN)),
        CheckConstraint(f"max_uses BETWEEN 1 AND {MAX_USES}", name="max_uses"),
        CheckConstraint("replaces_id <> id", name="replaces"),
        CheckConstraint("ended_at IS NULL OR status = 'ended'", name="ended"),
        Index("ix_deal_venue_id_status", "venue_id", "status"),
        Index("ix_deal_queue", "sent_at", postgresql_where=text("status = 'in_review'")),
        CheckConstraint("status <> 'changes_requested' OR note <> ''", name="changes_requested"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(14), unique=True, default=deal_id, server_default=RANDOM_ID)
    venue_id: Mapped[int | None] = mapped_column(ForeignKey("venue.id", ondelete="CASCADE"))
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(80))
    kind: Mapped[DealKind] = mapped_column(text_enum(DealKind))
    amount: Mapped[int]  # percent, or cents off each spot
    # Who pays for it. Bookings keep what was agreed when their times were held.
    funder: Mapped[DealFunder] = mapped_column(
        text_enum(DealFunder), default=DealFunder.VENUE, server_default=DealFunder.VENUE
    )
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime | None]
    last_minute_hours: Mapped[int | None] = mapped_column(SmallInteger)
    code: Mapped[str | None] = mapped_column(String(24))
    # Whether its code may be combined with the best other deal.
    stacks: Mapped[bool] = mapped_column(default=False)
    status: Mapped[DealStatus] = mapped_column(text_enum(DealStatus), default=DealStatus.DRAFT)
    # When it was submitted for review, and the note to the owner if changes are requested.
    sent_at: Mapped[datetime] = mapped_column(default=clock.now, server_default=func.now())
    note: Mapped[str] = mapped_column(Text, default="", server_default="")
    # The facts when changes were requested, as (label, text), to compare with at the next review.
    returned_facts: Mapped[list[Any]] = mapped_column(JSONB, default=list, server_default=text("'[]'"))
    # How many bookings may have it; canceled ones do not count.
    max_uses: Mapped[int | None]
    # The live deal that it replaces once it is approved.
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("deal.id", ondelete="SET NULL"))
    live_at: Mapped[datetime | None]
    # A deal that has ended without ever being live was removed.
    ended_at: Mapped[datetime | None]

    venue: Mapped[Venue | None] = relationship(lazy="raise")
    service: Mapped[Service | None] = relationship(lazy="raise")
    windows: Mapped[list["DealWindow"]] = relationship(
        lazy="selectin", order_by="DealWindow.weekday, DealWindow.opens", cascade="all, delete-orphan"
    )


class DealWindow(Base):
    """Off-peak wall time, half-open; past midnight it belongs to the day it begins on."""

    __tablename__ = "deal_window"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("opens BETWEEN 0 AND 1439 AND closes > opens AND closes <= opens + 1440", name="span"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    deal_id: Mapped[int] = mapped_column(ForeignKey("deal.id", ondelete="CASCADE"), index=True)
    weekday: Mapped[int] = mapped_column(SmallInteger)
    opens: Mapped[int] = mapped_column(SmallInteger)
    closes: Mapped[int] = mapped_column(SmallInteger)
