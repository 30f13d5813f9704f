"""Who or what is taken, and when. The database itself refuses an overlap."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, false, text
from sqlalchemy.dialects.postgresql import TSTZRANGE, ExcludeConstraint, Range
from sqlalchemy.orm import Mapped, mapped_column

from app.availability.enums import ReservationKind, ReservationState
from app.db import Base, text_enum
from app.ids import public_id


def block_code() -> str:
    """BL-7K3M-Q2XD."""
    return public_id("BL")


class Block(Base):
    """Time that a venue keeps for itself: of one person or room, several, or all. Its reservations are the places that
    it takes; they alone keep guests away."""

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
    # Counts its changes: who changes it says which one she saw.
    sequence: Mapped[int] = mapped_column(SmallInteger, default=0)
    # All that is left of the time of somebody who has left the team: nobody's to change.
    leaving: Mapped[bool] = mapped_column(default=False, server_default=false())


class Reservation(Base):
    """One lane of one resource is taken during a half-open range, buffers included.

    Cancelling deletes the row, so every row is live. A hold whose expires_at has passed counts as free: whoever takes
    the place next deletes it first.
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
    # The booking item that it is for; bookings is a higher feature, so it is named, not imported.
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("booking.id", ondelete="CASCADE"), index=True)
    # The time that the venue keeps for itself, of which this is one place.
    block_id: Mapped[int | None] = mapped_column(ForeignKey("block.id", ondelete="CASCADE"), index=True)
    # The member's own calendar that says so; feeds is a higher feature, too.
    busy_feed_id: Mapped[int | None] = mapped_column(ForeignKey("busy_feed.id", ondelete="CASCADE"), index=True)
    note: Mapped[str] = mapped_column(String(120), default="")

    @property
    def begins(self) -> datetime:
        return _edge(self.during.lower)

    @property
    def ends(self) -> datetime:
        return _edge(self.during.upper)


def _edge(found: datetime | None) -> datetime:
    """The database refuses ranges without an end; a type cannot."""
    if found is None:
        raise ValueError("a reservation has two ends")
    return found
