"""The services that a venue sells, each with one or more options: how long it takes, and what it costs."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    String,
    UniqueConstraint,
    and_,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.catalog.enums import ServiceKind
from app.core.db import Base, text_enum
from app.core.ids import token
from app.facilities.models import Facility
from app.photos.models import Photo
from app.taxonomy.models import Category
from app.team.models import TeamMember
from app.venues.enums import PaymentTerms
from app.venues.models import Resource, Venue
from app.venues.payment_policy import PaymentPolicy, deposit_rule

MAX_OPTIONS = 6
MAX_ADD_ONS = 6
MAX_ADD_ON_MINUTES = 120


class Service(Base):
    """A treatment, a room or a class: its options, and the team members or the room that it needs."""

    __tablename__ = "service"
    __table_args__ = (
        UniqueConstraint("venue_id", "slug"),
        CheckConstraint(
            "buffer_before_minutes BETWEEN 0 AND 240 AND buffer_after_minutes BETWEEN 0 AND 240", name="buffers"
        ),
        CheckConstraint("max_quantity BETWEEN 1 AND 20", name="max_quantity"),
        CheckConstraint("step_minutes BETWEEN 5 AND 240", name="step"),
        CheckConstraint("(kind = 'staffed') = (resource_id IS NULL)", name="staff_or_room"),
        CheckConstraint("minimum_notice_minutes BETWEEN 0 AND 43200", name="minimum_notice"),
        CheckConstraint("booking_window_days BETWEEN 1 AND 365", name="booking_window"),
        CheckConstraint("cancel_free_hours BETWEEN 0 AND 720", name="cancel_free_hours"),
        CheckConstraint("cancel_keep_percent BETWEEN 0 AND 100", name="cancel_keep_percent"),
        CheckConstraint("archived_at IS NULL OR NOT active", name="archived"),
        CheckConstraint(deposit_rule("coalesce(payment_terms, 'full')"), name="deposit"),
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
    buffer_before_minutes: Mapped[int] = mapped_column(SmallInteger, default=0)
    buffer_after_minutes: Mapped[int] = mapped_column(SmallInteger, default=0)
    step_minutes: Mapped[int] = mapped_column(SmallInteger, default=15)
    max_quantity: Mapped[int] = mapped_column(SmallInteger, default=1)
    active: Mapped[bool] = mapped_column(default=True)
    # Rules of its own; None means the venue's rule applies.
    minimum_notice_minutes: Mapped[int | None]
    booking_window_days: Mapped[int | None] = mapped_column(SmallInteger)
    cancel_free_hours: Mapped[int | None] = mapped_column(SmallInteger)
    cancel_keep_percent: Mapped[int | None] = mapped_column(SmallInteger)
    payment_terms: Mapped[PaymentTerms | None] = mapped_column(text_enum(PaymentTerms))
    deposit_percent: Mapped[int | None] = mapped_column(SmallInteger)
    deposit_cents: Mapped[int | None]
    # When the venue removed it; the row stays because bookings refer to it.
    archived_at: Mapped[datetime | None]

    # No statement if the session has already loaded the venue.
    venue: Mapped[Venue] = relationship(lazy="raise_on_sql")
    category: Mapped[Category] = relationship(lazy="raise")
    resource: Mapped[Resource | None] = relationship(lazy="raise")
    photo: Mapped[Photo | None] = relationship(lazy="raise")
    # At least one, the shortest first. Removed ones are left out; their rows stay because bookings refer to them.
    options: Mapped[list["ServiceOption"]] = relationship(
        lazy="raise",
        order_by="ServiceOption.duration_minutes",
        primaryjoin=lambda: and_(Service.id == ServiceOption.service_id, ServiceOption.removed_at.is_(None)),
        viewonly=True,
    )
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
    # The rooms and equipment that it may use: it needs one of the rooms, if any, and one of the equipment, if any.
    facilities: Mapped[list[Facility]] = relationship(
        lazy="raise",
        secondary="service_facility",
        secondaryjoin=lambda: and_(ServiceFacility.facility_id == Facility.id, Facility.removed_at.is_(None)),
        order_by=Facility.position,
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

    @property
    def payment_policy(self) -> PaymentPolicy:
        """How guests pay for it."""
        own = self.payment_terms and PaymentPolicy(self.payment_terms, self.deposit_percent, self.deposit_cents)
        return own or self.venue.payment_policy

    @property
    def can_pay_each_date(self) -> bool:
        """Whether guests may pay for each date of a repeating booking after it, instead of in full now."""
        return self.venue.allows_each_date and self.payment_policy.terms is PaymentTerms.FULL

    def policy_for(self, *, each_date: bool) -> PaymentPolicy:
        """Return how a booking is paid: after each date of a series, if the guest chose that and can."""
        return PaymentPolicy(PaymentTerms.EACH_DATE) if each_date and self.can_pay_each_date else self.payment_policy

    @property
    def first_option(self) -> "ServiceOption":
        """The shortest option; `options` must be loaded."""
        return self.options[0]

    def option_of(self, minutes: int | None) -> "ServiceOption | None":
        """Return the option with this duration, or None; `options` must be loaded."""
        return next((option for option in self.options if option.duration_minutes == minutes), None)


class ServiceOption(Base):
    """One way to book a service: its duration, and the price for one guest. No two options have the same duration."""

    __tablename__ = "service_option"
    __table_args__ = (
        # Lets a booking refer to an option together with its service.
        UniqueConstraint("id", "service_id"),
        Index(
            "uq_service_option_duration",
            "service_id",
            "duration_minutes",
            unique=True,
            postgresql_where=text("removed_at IS NULL"),
        ),
        CheckConstraint("duration_minutes BETWEEN 5 AND 720", name="duration"),
        CheckConstraint("price_cents BETWEEN 0 AND 1000000", name="price"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(22), unique=True, default=token)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"), index=True)
    duration_minutes: Mapped[int] = mapped_column(SmallInteger)
    price_cents: Mapped[int]
    # When the venue removed it; the row stays because bookings refer to it.
    removed_at: Mapped[datetime | None]

    # No statement if the session has already loaded the service.
    service: Mapped[Service] = relationship(lazy="raise_on_sql")
    members: Mapped[list["OptionTeamMember"]] = relationship(lazy="raise", order_by="OptionTeamMember.member_id")

    @property
    def is_offered(self) -> bool:
        """Whether guests can book it now."""
        return self.removed_at is None and self.service.active

    def minutes_with(self, member_id: int | None) -> int:
        """Return the duration in minutes with the chosen team member, or with anyone (None).

        `members` must be loaded.
        """
        own = (one.duration_minutes for one in self.members if one.member_id == member_id)
        return next(own, None) or self.duration_minutes

    def cents_with(self, member_id: int | None) -> int:
        """Return the price for one guest with the chosen team member, or with anyone (None).

        `members` must be loaded.
        """
        own = (one.price_cents for one in self.members if one.member_id == member_id)
        cents = next(own, None)
        return self.price_cents if cents is None else cents


class ServiceTeamMember(Base):
    """A team member who provides a service."""

    __tablename__ = "service_team_member"

    service_id: Mapped[int] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(
        ForeignKey("team_member.id", ondelete="CASCADE"), primary_key=True, index=True
    )

    member: Mapped[TeamMember] = relationship(lazy="raise")


class ServiceFacility(Base):
    """A room or equipment that a service may use."""

    __tablename__ = "service_facility"

    service_id: Mapped[int] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"), primary_key=True)
    facility_id: Mapped[int] = mapped_column(
        ForeignKey("facility.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class OptionTeamMember(Base):
    """The price and the duration of an option with one team member, where they differ; None means they don't."""

    __tablename__ = "option_team_member"
    __table_args__ = (
        ForeignKeyConstraint(
            ["option_id", "service_id"], ["service_option.id", "service_option.service_id"], ondelete="CASCADE"
        ),
        # A team member who no longer provides the service has no price for it.
        ForeignKeyConstraint(
            ["service_id", "member_id"],
            ["service_team_member.service_id", "service_team_member.member_id"],
            ondelete="CASCADE",
        ),
        CheckConstraint("price_cents BETWEEN 0 AND 1000000", name="price"),
        CheckConstraint("duration_minutes BETWEEN 5 AND 720", name="duration"),
        Index("ix_option_team_member_service_id", "service_id", "member_id"),
    )

    option_id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[int]
    member_id: Mapped[int] = mapped_column(primary_key=True)
    price_cents: Mapped[int | None]
    duration_minutes: Mapped[int | None] = mapped_column(SmallInteger)


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
