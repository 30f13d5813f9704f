"""The private links to our calendars and the URLs of the external calendars that we read."""

import secrets
from datetime import UTC, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import TSTZRANGE, ExcludeConstraint, Range
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core import clock
from app.core.db import Base
from app.team.models import TeamMember
from app.venues.models import Venue

LONGEST_URL = 2000
# The `next_at` of a calendar that the owner asked us to read now. Earlier than any other.
AT_ONCE = datetime(2000, 1, 1, tzinfo=UTC)


def secret() -> str:
    """Return 192 random bits, safe in a URL: anyone who has them can read the calendar."""
    return secrets.token_urlsafe(24)


class CalendarFeed(Base):
    """A private link at which other programs read the bookings and blocks of a venue or of one team member.

    A link without a row leads nowhere: replacing it creates another token, and revoking it deletes the row.
    """

    __tablename__ = "calendar_feed"
    __table_args__ = (UniqueConstraint("venue_id", "member_id", postgresql_nulls_not_distinct=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id", ondelete="CASCADE"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("team_member.id", ondelete="CASCADE"), index=True)
    token: Mapped[str] = mapped_column(String(32), unique=True, default=secret)
    created_at: Mapped[datetime] = mapped_column(default=clock.now, server_default=func.now())
    # When another program last read it, accurate to ten minutes.
    read_at: Mapped[datetime | None]

    venue: Mapped[Venue] = relationship(lazy="raise")
    member: Mapped[TeamMember | None] = relationship(lazy="raise")


class BusyFeed(Base):
    """The URL of a team member's own calendar and the state of reading it. Only the busy times in it are stored."""

    __tablename__ = "busy_feed"
    __table_args__ = (
        CheckConstraint("failures >= 0", name="failures"),
        CheckConstraint("(failures = 0) = (error = '')", name="error"),
        Index("ix_busy_feed_next_at", "next_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("team_member.id", ondelete="CASCADE"), unique=True)
    # As secret as a password: it opens the team member's calendar. It is in no log, and no page shows it again once the
    # calendar was read.
    url: Mapped[str] = mapped_column(String(LONGEST_URL))
    # The validators of the last response, so that the server need not send it again.
    etag: Mapped[str] = mapped_column(String(300), default="")
    last_modified: Mapped[str] = mapped_column(String(100), default="")
    # When the calendar at this URL was last read successfully, and when it is read next (or AT_ONCE).
    fetched_at: Mapped[datetime | None]
    next_at: Mapped[datetime]
    failures: Mapped[int] = mapped_column(
        SmallInteger, default=0
    )  # consecutive failures since the last successful reading
    error: Mapped[str] = mapped_column(String(300), default="")

    member: Mapped[TeamMember] = relationship(lazy="raise")

    @property
    def is_being_read(self) -> bool:
        """Return whether the owner requested a reading and still waits for the result."""
        return self.next_at == AT_ONCE

    @property
    def never_worked(self) -> bool:
        """Return whether every attempt to read the calendar at this URL failed so far."""
        return self.failures > 0 and self.fetched_at is None


class BusyTime(Base):
    """A period in which the team member's own calendar says busy: half-open; adjacent periods are merged."""

    __tablename__ = "busy_time"
    __table_args__ = (
        ExcludeConstraint(("feed_id", "="), ("during", "&&"), name="ex_busy_time_overlap", using="gist"),
        CheckConstraint("NOT isempty(during) AND NOT lower_inf(during) AND NOT upper_inf(during)", name="during"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    feed_id: Mapped[int] = mapped_column(ForeignKey("busy_feed.id", ondelete="CASCADE"))
    during: Mapped[Range[datetime]] = mapped_column(TSTZRANGE)
