"""The services that a venue sells."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger, String, UniqueConstraint, and_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.catalog.enums import ServiceKind
from app.core.db import Base, text_enum
from app.core.ids import token
from app.photos.models import Photo
from app.taxonomy.models import Category
from app.team.models import TeamMember
from app.venues.models import Resource, Venue

MAX_ADD_ONS = 6
MAX_ADD_ON_MINUTES = 120


class Service(Base):
    """A treatment, a room or a class: its duration, its price, and the team members or the room that it needs."""

    __tablename__ = "service"
    __table_args__ = (
        UniqueConstraint("venue_id", "slug"),
        CheckConstraint("duration_minutes BETWEEN 5 AND 720", name="duration"),
        CheckConstraint(
            "buffer_before_minutes BETWEEN 0 AND 240 AND buffer_after_minutes BETWEEN 0 AND 240", name="buffers"
        ),
        CheckConstraint("price_cents BETWEEN 0 AND 1000000", name="price"),
        CheckConstraint("max_quantity BETWEEN 1 AND 20", name="max_quantity"),
        CheckConstraint("step_minutes BETWEEN 5 AND 240", name="step"),
        CheckConstraint("(kind = 'staffed') = (resource_id IS NULL)", name="staff_or_room"),
        CheckConstraint("minimum_notice_minutes BETWEEN 0 AND 43200", name="minimum_notice"),
        CheckConstraint("booking_window_days BETWEEN 1 AND 365", name="booking_window"),
        CheckConstraint("cancel_free_hours BETWEEN 0 AND 720", name="cancel_free_hours"),
        CheckConstraint("cancel_keep_percent BETWEEN 0 AND 100", name="cancel_keep_percent"),
        CheckConstraint("archived_at IS NULL OR NOT active", name="archived"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id", ondelete="CASCADE"), index=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"), index=True)
    resource_id: Mapped[int | None] = mapped_column(ForeignKey("resource.id"), unique=True)
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("photo.id"))
    slug: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(120))
    description: Mapped[str] = mapped_column(String(600), default="")
    position: Mapped[int] = mapped_column(SmallInteger)
    kind: Mapped[ServiceKind] = mapped_column(text_enum(ServiceKind))
    duration_minutes: Mapped[int] = mapped_column(SmallInteger)
    buffer_before_minutes: Mapped[int] = mapped_column(SmallInteger, default=0)
    buffer_after_minutes: Mapped[int] = mapped_column(SmallInteger, default=0)
    step_minutes: Mapped[int] = mapped_column(SmallInteger, default=15)
    price_cents: Mapped[int]
    max_quantity: Mapped[int] = mapped_column(SmallInteger, default=1)
    active: Mapped[bool] = mapped_column(default=True)
    # Rules of its own; None means the venue's rule applies.
    minimum_notice_minutes: Mapped[int | None]
    booking_window_days: Mapped[int | None] = mapped_column(SmallInteger)
    cancel_free_hours: Mapped[int | None] = mapped_column(SmallInteger)
    cancel_keep_percent: Mapped[int | None] = mapped_column(SmallInteger)
    # When the venue removed it; the row stays because bookings refer to it.
    archived_at: Mapped[datetime | None]

    # No statement if the session has already loaded the venue.
    venue: Mapped[Venue] = relationship(lazy="raise_on_sql")
    category: Mapped[Category] = relationship(lazy="raise")
    resource: Mapped[Resource | None] = relationship(lazy="raise")
    photo: Mapped[Photo | None] = relationship(lazy="raise")
    # Former team members are left out; their rows stay in case they return.
    performers: Mapped[list["ServiceTeamMember"]] = relationship(
        lazy="raise",
        order_by="ServiceTeamMember.member_id",
        primaryjoin=lambda: and_(
            Service.id == ServiceTeamMember.service_id,
            ServiceTeamMember.member_id.in_(select(TeamMember.id).where(TeamMember.removed_at.is_(None))),
        ),
        viewonly=True,
    )

    @property
    def is_staffed(self) -> bool:
        return self.kind is ServiceKind.STAFFED

    @property
    def minimum_notice(self) -> int:
        """The minimum notice in minutes."""
        return self.venue.minimum_notice_minutes if self.minimum_notice_minutes is None else self.minimum_notice_minutes

    @property
    def booking_window(self) -> int:
        """The booking window in days."""
        return self.venue.booking_window_days if self.booking_window_days is None else self.booking_window_days

    @property
    def free_hours(self) -> int:
        """How many hours before the start free cancellation ends."""
        return self.venue.cancel_free_hours if self.cancel_free_hours is None else self.cancel_free_hours

    @property
    def keep_percent(self) -> int:
        """The late cancellation fee in percent of the price."""
        return self.venue.cancel_keep_percent if self.cancel_keep_percent is None else self.cancel_keep_percent

    def minutes_with(self, member_id: int | None) -> int:
        """Return the duration in minutes with the chosen team member, or with anyone (None).

        `performers` must be loaded.
        """
        own = (one.duration_minutes for one in self.performers if one.member_id == member_id)
        return next(own, None) or self.duration_minutes


class ServiceTeamMember(Base):
    """A team member who provides a service, with their own price and duration if they differ."""

    __tablename__ = "service_team_member"
    __table_args__ = (
        CheckConstraint("price_cents BETWEEN 0 AND 1000000", name="price"),
        CheckConstraint("duration_minutes BETWEEN 5 AND 720", name="duration"),
    )

    service_id: Mapped[int] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(
        ForeignKey("team_member.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    price_cents: Mapped[int | None]
    duration_minutes: Mapped[int | None] = mapped_column(SmallInteger)

    member: Mapped[TeamMember] = relationship(lazy="raise")


class AddOn(Base):
    """An extra that a guest can add to a service, per guest: hot stones, 15 more minutes for $20."""

    __tablename__ = "add_on"
    # Unique positions from 1 to 6 limit a service to six add-ons.
    __table_args__ = (
        UniqueConstraint("service_id", "position", deferrable=True, initially="deferred"),
        CheckConstraint(f"position BETWEEN 1 AND {MAX_ADD_ONS}", name="position"),
        CheckConstraint("price_cents BETWEEN 0 AND 100000", name="price"),
        CheckConstraint(f"minutes BETWEEN 0 AND {MAX_ADD_ON_MINUTES}", name="minutes"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(22), unique=True, default=token)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(SmallInteger)
    title: Mapped[str] = mapped_column(String(60))
    price_cents: Mapped[int]
    minutes: Mapped[int] = mapped_column(SmallInteger, default=0)
    active: Mapped[bool] = mapped_column(default=True)


class ListedStart(Base):
    """A start of a scheduled service: weekly on a weekday, or once on a date. Wall minutes after midnight."""

    __tablename__ = "listed_start"
    __table_args__ = (
        CheckConstraint("(weekday IS NULL) <> (on_date IS NULL)", name="weekday_or_date"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("minute BETWEEN 0 AND 1439", name="minute"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"), index=True)
    weekday: Mapped[int | None] = mapped_column(SmallInteger)
    on_date: Mapped[date | None]
    minute: Mapped[int] = mapped_column(SmallInteger)
