"""The people of a venue."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import TSTZRANGE, Range
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base

MAX_MEMBERS = 5


class Member(Base):
    __tablename__ = "member"
    # A position of 1 to 5, each once a venue, is the limit of five: no race can pass it.
    __table_args__ = (
        UniqueConstraint("venue_id", "position", deferrable=True, initially="deferred"),
        UniqueConstraint("venue_id", "slug"),
        CheckConstraint(f"position BETWEEN 1 AND {MAX_MEMBERS}", name="position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id", ondelete="CASCADE"))
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"), unique=True)
    position: Mapped[int] = mapped_column(SmallInteger)
    slug: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(80), default="")

    @property
    def first_name(self) -> str:
        return self.name.split(" ", 1)[0]

    @property
    def tone(self) -> int:
        """Which of the five face colors is hers."""
        return self.position


class TimeOff(Base):
    """A stretch in which a member cannot be booked."""

    __tablename__ = "time_off"
    __table_args__ = (
        CheckConstraint("NOT isempty(during) AND NOT lower_inf(during) AND NOT upper_inf(during)", name="during"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), index=True)
    during: Mapped[Range[datetime]] = mapped_column(TSTZRANGE)  # half-open
    note: Mapped[str] = mapped_column(String(80), default="")
