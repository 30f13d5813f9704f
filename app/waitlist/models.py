"""Entries on the waitlist."""

from datetime import datetime

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    String,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.bookings.models.orders import Order
from app.catalog.models import Service, ServiceOption
from app.core import clock
from app.core.db import Base, text_enum
from app.core.ids import public_id
from app.team.models import TeamMember
from app.venues.models import Venue
from app.waitlist.enums import WaitlistState

IS_OPEN = text("state IN ('waiting', 'offered')")


def entry_code() -> str:
    """Return a new entry code: WT-7K3M-Q2XD."""
    return public_id("WT")


class WaitlistEntry(Base):
    """A request for any start of a service from `earliest` to `latest`, both included, for a number of guests."""

    __tablename__ = "waitlist_entry"
    __table_args__ = (
        # Two equal entries would get two offers.
        Index(
            "uq_waitlist_entry_slot",
            "user_id",
            "option_id",
            "member_id",
            "earliest",
            "latest",
            unique=True,
            postgresql_where=IS_OPEN,
            postgresql_nulls_not_distinct=True,
        ),
        Index("ix_waitlist_entry_open", "venue_id", "created_at", "id", postgresql_where=IS_OPEN),
        Index("ix_waitlist_entry_latest", "latest", postgresql_where=IS_OPEN),
        ForeignKeyConstraint(
            ["option_id", "service_id"], ["service_option.id", "service_option.service_id"], ondelete="CASCADE"
        ),
        CheckConstraint("latest >= earliest", name="window"),
        CheckConstraint("quantity BETWEEN 1 AND 20", name="quantity"),
        CheckConstraint("member_id IS NULL OR quantity = 1", name="member"),
        CheckConstraint("state <> 'offered' OR order_id IS NOT NULL", name="offer"),
        CheckConstraint("(state IN ('waiting', 'offered')) = (ended_at IS NULL)", name="ended"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(14), unique=True, default=entry_code)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id", ondelete="CASCADE"))
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"), index=True)
    option_id: Mapped[int] = mapped_column(index=True)
    # None means anyone.
    member_id: Mapped[int | None] = mapped_column(ForeignKey("team_member.id", ondelete="CASCADE"), index=True)
    quantity: Mapped[int] = mapped_column(SmallInteger, default=1)
    earliest: Mapped[datetime]
    latest: Mapped[datetime]
    state: Mapped[WaitlistState] = mapped_column(text_enum(WaitlistState), default=WaitlistState.WAITING)
    # The order of the open offer, or of the last one.
    order_id: Mapped[int | None] = mapped_column(ForeignKey("customer_order.id", ondelete="SET NULL"), unique=True)
    # Starts that the guest declined and does not get offered again.
    refused: Mapped[list[datetime]] = mapped_column(
        ARRAY(DateTime(timezone=True)), default=list, server_default=text("'{}'")
    )
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    ended_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(lazy="raise")
    venue: Mapped[Venue] = relationship(lazy="raise")
    service: Mapped[Service] = relationship(lazy="raise")
    option: Mapped[ServiceOption] = relationship(lazy="raise", overlaps="service")
    member: Mapped[TeamMember | None] = relationship(lazy="raise")
    order: Mapped[Order | None] = relationship(lazy="raise")
