"""Venues, their categories, tags, photos and bookable resources."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    false,
    func,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.core import clock
from app.core.db import Base, text_enum
from app.core.ids import public_id, token
from app.photos.models import Photo
from app.taxonomy.models import Category, Tag, venue_tag
from app.venues.enums import (
    CAN_EMAIL_GUESTS,
    ChangeReason,
    GuestNames,
    StaffRole,
    SubmissionKind,
    SubmissionState,
    VenueStatus,
    VenueType,
)
from app.venues.payment_columns import PaymentColumns
from app.venues.payment_policy import deposit_rule

# Two sentences: less doesn't tell guests what to expect.
LEAST_SUMMARY = 40  # characters
MAX_PHOTOS = 12
# For rows that the previous release still writes while it serves.
SOME_KEY = "substr(md5(gen_random_uuid()::text), 1, 22)"
SOME_ID = "'P-' || upper(substr(md5(gen_random_uuid()::text), 1, 9))"


class Venue(PaymentColumns, Base):
    """A provider's venue. Only an approved one is public."""

    __tablename__ = "venue"
    __table_args__ = (
        CheckConstraint("latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180", name="position"),
        CheckConstraint("cancel_free_hours BETWEEN 0 AND 720", name="cancel_free_hours"),
        CheckConstraint("cancel_keep_percent BETWEEN 0 AND 100", name="cancel_keep_percent"),
        CheckConstraint("reschedule_hours BETWEEN 0 AND 720", name="reschedule_hours"),
        CheckConstraint("minimum_notice_minutes BETWEEN 0 AND 43200", name="minimum_notice"),
        CheckConstraint("booking_window_days BETWEEN 1 AND 365", name="booking_window"),
        CheckConstraint("accept_within_hours BETWEEN 1 AND 168", name="accept_within_hours"),
        CheckConstraint("max_upcoming BETWEEN 1 AND 20", name="max_upcoming"),
        CheckConstraint(deposit_rule("payment_terms"), name="deposit"),
        Index("ix_venue_status_city", "status", "state", "city"),
        # One provider, one venue; a deleted one makes room for another.
        Index("uq_venue_owner_id", "owner_id", unique=True, postgresql_where=text("status <> 'deleted'")),
        Index("ix_venue_owner_id", "owner_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    summary: Mapped[str] = mapped_column(String(300), default="")
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"), index=True)
    type: Mapped[VenueType] = mapped_column(
        "venue_type", text_enum(VenueType), default=VenueType.SPA, server_default=VenueType.SPA.value
    )
    phone: Mapped[str] = mapped_column(String(40), default="")
    street: Mapped[str] = mapped_column(String(120))
    neighborhood: Mapped[str] = mapped_column(String(80), default="")
    city: Mapped[str] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(2))
    postal_code: Mapped[str] = mapped_column(String(10))
    directions: Mapped[str] = mapped_column(String(300), default="")
    arrival_note: Mapped[str] = mapped_column(String(300), default="")
    latitude: Mapped[float]
    longitude: Mapped[float]
    # Whether the owner said that the pin is at their front door. Until then, it is where the address, or else the ZIP
    # code, led us.
    position_confirmed: Mapped[bool] = mapped_column(default=False, server_default=false())
    zone_name: Mapped[str] = mapped_column("zone", String(40))
    status: Mapped[VenueStatus] = mapped_column(text_enum(VenueStatus), default=VenueStatus.DRAFT)
    # Frozen into a booking when its time is held.
    cancel_free_hours: Mapped[int] = mapped_column(SmallInteger, default=24)
    cancel_keep_percent: Mapped[int] = mapped_column(SmallInteger, default=100)
    # Guests can reschedule online until this many hours before the start; NULL means never.
    reschedule_hours: Mapped[int | None] = mapped_column(SmallInteger, default=24, server_default="24")
    minimum_notice_minutes: Mapped[int] = mapped_column(default=60)
    booking_window_days: Mapped[int] = mapped_column(SmallInteger, default=60)
    # The venue must accept each request within this many hours; NULL means that paid bookings are confirmed at once.
    accept_within_hours: Mapped[int | None] = mapped_column(SmallInteger)
    # The limit of upcoming bookings per guest; NULL means no limit.
    max_upcoming: Mapped[int | None] = mapped_column(SmallInteger)
    # The name on its receipts; empty if it is the usual one.
    legal_name: Mapped[str] = mapped_column(String(120), default="", server_default="")
    # Whether guests can tip after a booking.
    takes_tips: Mapped[bool] = mapped_column(default=True, server_default=true())
    sells_packages: Mapped[bool] = mapped_column(default=False, server_default=false())
    # How much of guests' names the calendar sync shows to other programs.
    feed_names: Mapped[GuestNames] = mapped_column(
        text_enum(GuestNames), default=GuestNames.FIRST, server_default=GuestNames.FIRST.value
    )
    created_at: Mapped[datetime] = mapped_column(default=clock.now, server_default=func.now())

    owner: Mapped[User] = relationship(lazy="raise")
    category: Mapped[Category] = relationship(lazy="raise")
    photos: Mapped[list["VenuePhoto"]] = relationship(
        lazy="raise",
        primaryjoin="and_(VenuePhoto.venue_id == Venue.id, VenuePhoto.position.is_not(None))",
        order_by="VenuePhoto.position",
        viewonly=True,
    )
    tags: Mapped[list[Tag]] = relationship(secondary=venue_tag, lazy="raise", order_by=Tag.position)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone_name)

    @property
    def is_described(self) -> bool:
        return len(self.summary) >= LEAST_SUMMARY

    @property
    def is_public(self) -> bool:
        return self.status is VenueStatus.LIVE

    @property
    def can_email_guests(self) -> bool:
        """Whether the owner may email guests in our name: an admin approved the venue and did not suspend it."""
        return self.status in CAN_EMAIL_GUESTS

    @property
    def area(self) -> str:
        """The most specific name of its location."""
        return self.neighborhood or self.city

    @property
    def position(self) -> tuple[float, float]:
        """Latitude and longitude in degrees."""
        return self.latitude, self.longitude

    @property
    def address(self) -> str:
        return f"{self.street}, {self.city}, {self.state} {self.postal_code}"

    @property
    def shown_photos(self) -> list[Photo]:
        """The photos that guests see, the cover first. `photos` must be loaded."""
        return [one.photo for one in self.photos if not one.photo.has_failed]

    @property
    def cover(self) -> Photo | None:
        """The first photo. `photos` must be loaded."""
        return next(iter(self.shown_photos), None)


class VenueStaff(Base):
    """A person who works at a venue, with their role. Each account works at one venue.

    A trigger adds and removes owners with their venue, and `venue.owner_id` is the owner who gets its emails.
    """

    __tablename__ = "venue_staff"
    __table_args__ = (
        CheckConstraint("role <> 'team_member' OR team_member_id IS NOT NULL", name="profile"),
        Index("ix_venue_staff_venue_id", "venue_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # In URLs.
    key: Mapped[str] = mapped_column(String(22), unique=True, default=token, server_default=text(SOME_KEY))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), unique=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id", ondelete="CASCADE"))
    role: Mapped[StaffRole] = mapped_column(text_enum(StaffRole))
    # Their profile that guests see, if they perform services. Only their bookings are "own" bookings.
    team_member_id: Mapped[int | None] = mapped_column(ForeignKey("team_member.id", ondelete="CASCADE"), unique=True)
    added_at: Mapped[datetime] = mapped_column(default=clock.now, server_default=func.now())

    user: Mapped[User] = relationship(lazy="raise")
    venue: Mapped[Venue] = relationship(lazy="raise")


class VenueVersion(Base):
    """A counter of changes to what guests see of a venue; the rows of venue 0 count those of all venues.

    Triggers write it, so that no action can forget it. A venue has a row for each of the transactions that changed it
    at the same time, so none waits for another. Numbers come from one sequence, and none is used twice.
    """

    __tablename__ = "venue_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    venue_id: Mapped[int] = mapped_column(index=True)
    number: Mapped[int] = mapped_column(BigInteger)


class VenueTransition(Base):
    """A change of a venue's status: who made it, when and why."""

    __tablename__ = "venue_transition"

    id: Mapped[int] = mapped_column(primary_key=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id", ondelete="CASCADE"), index=True)
    from_status: Mapped[VenueStatus] = mapped_column(text_enum(VenueStatus))
    to_status: Mapped[VenueStatus] = mapped_column(text_enum(VenueStatus))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]


class Submission(Base):
    """A review request by an owner: a new venue, or a change to an approved one.

    `proposed` holds a change's new fields, `before` the same fields when it was submitted. `facts` is the whole listing
    at that time as (label, text) pairs, so that a second review can show what changed.
    """

    __tablename__ = "submission"
    __table_args__ = (
        # One at a time: a later edit replaces the one in review.
        Index("uq_submission_waiting", "venue_id", unique=True, postgresql_where=text("state = 'waiting'")),
        Index("ix_submission_queue", "sent_at", postgresql_where=text("state = 'waiting'")),
        Index("ix_submission_venue_id", "venue_id"),
        CheckConstraint("(state IN ('approved', 'rejected')) = (decided_at IS NOT NULL)", name="decided"),
        CheckConstraint("(kind = 'new') = (proposed = '{}'::jsonb)", name="proposed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id", ondelete="CASCADE"))
    kind: Mapped[SubmissionKind] = mapped_column(text_enum(SubmissionKind))
    state: Mapped[SubmissionState] = mapped_column(text_enum(SubmissionState), default=SubmissionState.WAITING)
    proposed: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    before: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    facts: Mapped[list[list[str]]] = mapped_column(JSONB, default=list)
    # Public ids of the photos at that moment, in order, so that a second review can show which are new or removed.
    photo_ids: Mapped[list[str]] = mapped_column(JSONB, default=list, server_default=text("'[]'"))
    sent_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    reason: Mapped[ChangeReason | None] = mapped_column(text_enum(ChangeReason))
    part: Mapped[str] = mapped_column(String(60), default="")
    note: Mapped[str] = mapped_column(Text, default="")  # the owner reads it word for word

    venue: Mapped[Venue] = relationship(lazy="raise")


class VenueSlug(Base):
    """A former slug of a venue. It redirects."""

    __tablename__ = "venue_slug"

    slug: Mapped[str] = mapped_column(String(80), primary_key=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id", ondelete="CASCADE"), index=True)


class VenuePhoto(Base):
    """A photo at its position in a venue's gallery. Without a position, it was removed and can be restored."""

    __tablename__ = "venue_photo"
    __table_args__ = (
        UniqueConstraint("venue_id", "position", deferrable=True, initially="deferred"),
        CheckConstraint(f"position BETWEEN 1 AND {MAX_PHOTOS}", name="position"),
        CheckConstraint("(position IS NULL) = (removed_at IS NOT NULL)", name="removed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(
        String(16), unique=True, default=lambda: public_id("P"), server_default=text(SOME_ID)
    )
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id", ondelete="CASCADE"))
    photo_id: Mapped[int] = mapped_column(ForeignKey("photo.id"), index=True)
    position: Mapped[int | None] = mapped_column(SmallInteger)
    removed_at: Mapped[datetime | None]
    removed_from: Mapped[int | None] = mapped_column(SmallInteger)  # its position until then

    photo: Mapped[Photo] = relationship(lazy="joined", innerjoin=True)


class Resource(Base):
    """A resource that a booking occupies: a team member (one lane) or a room for n (n lanes)."""

    __tablename__ = "resource"
    __table_args__ = (CheckConstraint("capacity BETWEEN 1 AND 200", name="capacity"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id", ondelete="CASCADE"), index=True)
    capacity: Mapped[int] = mapped_column(SmallInteger, default=1)
    created_at: Mapped[datetime] = mapped_column(default=clock.now, server_default=func.now())
