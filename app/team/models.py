"""Models of a venue's team."""

from datetime import date, datetime

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, Index, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import TSTZRANGE, Range
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base, text_enum
from app.core.ids import token
from app.photos.models import Photo
from app.team.enums import Gender
from app.team.languages import in_words

MAX_MEMBERS = 5
MAX_BUFFER = 120  # minutes
MOST_TIMES_OFF = 500  # per member
DAY = 24 * 60


class TeamMember(Base):
    """A person who can be booked.

    After leaving, they stay without a position on the team, because past bookings refer to them.
    """

    __tablename__ = "team_member"
    # A position of 1 to 5, unique in the venue, enforces the limit of five without race conditions.
    __table_args__ = (
        UniqueConstraint("venue_id", "position", deferrable=True, initially="deferred"),
        UniqueConstraint("venue_id", "slug"),
        CheckConstraint(f"position BETWEEN 1 AND {MAX_MEMBERS}", name="position"),
        CheckConstraint("(removed_at IS NULL) = (position IS NOT NULL)", name="removed"),
        CheckConstraint(f"buffer_minutes BETWEEN 0 AND {MAX_BUFFER}", name="buffer"),
        # A gender is stored only if the team member agreed that guests see it.
        CheckConstraint("(gender IS NULL) = (gender_consent_at IS NULL)", name="gender_consent"),
        Index(None, "gender", postgresql_where=text("gender IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id", ondelete="CASCADE"))
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"), unique=True)
    position: Mapped[int | None] = mapped_column(SmallInteger)
    slug: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(80), default="")
    bio: Mapped[str] = mapped_column(String(600), default="", server_default="")
    # Codes of app.team.languages, in that order.
    languages: Mapped[list[str]] = mapped_column(ARRAY(String(3)), default=list, server_default=text("'{}'"))
    # Buffer time after each of their bookings, if the service itself does not have a longer one.
    buffer_minutes: Mapped[int] = mapped_column(SmallInteger, default=0, server_default=text("0"))
    # As the team member describes themselves, and since when guests may see it.
    gender: Mapped[Gender | None] = mapped_column(text_enum(Gender))
    gender_consent_at: Mapped[datetime | None]
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("photo.id"))
    removed_at: Mapped[datetime | None]

    photo: Mapped[Photo | None] = relationship(lazy="raise")

    @property
    def first_name(self) -> str:
        return self.name.split(" ", 1)[0]

    @property
    def speaks(self) -> str:
        """Return the languages as text: English and Spanish. Empty if there are none."""
        return in_words(self.languages)

    @property
    def tone(self) -> int:
        """Return which of the six face colors to use; all former members share the last one."""
        return self.position or MAX_MEMBERS + 1


class TimeOff(Base):
    """A time when a member cannot be booked: once, between two instants, or weekly.

    Weekly time off is on a weekday, in wall minutes after its local midnight (0 to 1,440 is all day), from a first date
    on and, if set, through a last one.
    """

    __tablename__ = "time_off"
    __table_args__ = (
        CheckConstraint("NOT isempty(during) AND NOT lower_inf(during) AND NOT upper_inf(during)", name="during"),
        CheckConstraint("(during IS NULL) <> (weekday IS NULL)", name="once_or_weekly"),
        CheckConstraint("num_nulls(weekday, begins, ends, first_on) IN (0, 4)", name="weekly"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint(f"begins >= 0 AND ends > begins AND ends <= {DAY}", name="minutes"),
        CheckConstraint("last_on IS NULL OR last_on >= first_on", name="dates"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(22), unique=True, default=token)  # in URLs
    member_id: Mapped[int] = mapped_column(ForeignKey("team_member.id", ondelete="CASCADE"), index=True)
    during: Mapped[Range[datetime] | None] = mapped_column(TSTZRANGE)  # half-open
    weekday: Mapped[int | None] = mapped_column(SmallInteger)  # Monday is 0
    begins: Mapped[int | None] = mapped_column(SmallInteger)
    ends: Mapped[int | None] = mapped_column(SmallInteger)
    first_on: Mapped[date | None]
    last_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(String(80), default="")
