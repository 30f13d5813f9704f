"""Reservations and blocks of team members and rooms. The database itself refuses an overlap."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, false, text
from sqlalchemy.dialects.postgresql import TSTZRANGE, ExcludeConstraint, Range
from sqlalchemy.orm import Mapped, mapped_column

from app.availability.enums import ReservationKind, ReservationState
from app.core.db import Base, text_enum
from app.core.ids import public_id


def block_code() -> str:
    """Return a new public id, such as BL-7K3M-Q2XD."""
    return public_id("BL")


class Block(Base):
    """Time that a venue blocks for one team member or room, several, or all. Only its reservations, one per lane, keep
    guests from booking."""

    __tablename__ = "block"
    __table_args__ = (
        CheckConstraint("ends > begins", name="times"),
        Index("ix_block_venue_id", "venue_id", "begins"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(14), unique=True, default=block_code)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id", ondelete="CASCADE"))
    begins: Mapped[datetime]
    ends: Mapped[datetime]
    note: Mapped[str] = mapped_column(String(120), default="")
    # Incremented with each change; an edit names the version that it is based on.
    sequence: Mapped[int] = mapped_column(SmallInteger, default=0)
    # The indefinite block of a former team member. It cannot be edited.
    offboarding: Mapped[bool] = mapped_column(default=False, server_default=false())


class Reservation(Base):
    """One lane of one resource, occupied during a half-open range, buffers included.

    Canceling deletes the row, so every row is live. A hold whose expires_at has passed counts as free; the next
    reservation of the lane deletes it first.
    """

    __tablename__ = "reservation"
    __table_args__ = (
        ExcludeConstraint(
            ("resource_id", "="), ("lane", "="), ("during", "&&"), name="ex_reservation_overlap", using="gist"
        ),
        CheckConstraint("NOT isempty(during) AND NOT lower_inf(during) AND NOT upper_inf(during)", name="during"),
        CheckConstraint("(state = 'held') = (expires_at IS NOT NULL)", name="held_until"),
        CheckConstraint("(kind = 'booking') = (booking_id IS NOT NULL)", name="booking"),
        CheckConstraint("(kind = 'block') = (block_id IS NOT NULL)", name="block"),
        CheckConstraint("(kind = 'external') = (busy_feed_id IS NOT NULL)", name="busy_feed"),
        CheckConstraint("lane >= 1", name="lane"),
        Index("ix_reservation_expires_at", "expires_at", postgresql_where=text("state = 'held'")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id", ondelete="CASCADE"))
    lane: Mapped[int] = mapped_column(SmallInteger, default=1)
    during: Mapped[Range[datetime]] = mapped_column(TSTZRANGE)
    kind: Mapped[ReservationKind] = mapped_column(text_enum(ReservationKind))
    state: Mapped[ReservationState] = mapped_column(text_enum(ReservationState))
    expires_at: Mapped[datetime | None]
    # The booking that it belongs to; bookings is a higher feature, so the table is named, not imported.
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("booking.id", ondelete="CASCADE"), index=True)
    # The block that it belongs to; one reservation per lane.
    block_id: Mapped[int | None] = mapped_column(ForeignKey("block.id", ondelete="CASCADE"), index=True)
    # The synced calendar that it comes from; calendar_sync is a higher feature, too.
    busy_feed_id: Mapped[int | None] = mapped_column(ForeignKey("busy_feed.id", ondelete="CASCADE"), index=True)
    note: Mapped[str] = mapped_column(String(120), default="")

    @property
    def begins(self) -> datetime:
        return _edge(self.during.lower)

    @property
    def ends(self) -> datetime:
        return _edge(self.during.upper)


def _edge(found: datetime | None) -> datetime:
    """Narrow the type: the database refuses unbounded ranges, but the type allows them."""
    if found is None:
        raise ValueError("a reservation has two ends")
    return found
