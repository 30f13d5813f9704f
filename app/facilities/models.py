"""Rooms and equipment that services need besides a team member."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, func, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base, text_enum
from app.core.ids import token
from app.facilities.enums import FacilityKind
from app.venues.models import Resource

MAX_FACILITIES = 30
MAX_GUESTS = 8  # in one room
MAX_UNITS = 20  # of one kind of equipment


class Facility(Base):
    """A room, or a kind of equipment with one or more units. Each unit is a lane of its resource."""

    __tablename__ = "facility"
    __table_args__ = (
        CheckConstraint(f"guests BETWEEN 1 AND {MAX_GUESTS}", name="guests"),
        CheckConstraint("kind = 'room' OR guests = 1", name="guests_of_equipment"),
        Index("ix_facility_venue_id", "venue_id", "position"),
        Index(
            "uq_facility_name",
            "venue_id",
            func.lower(text("name")),
            unique=True,
            postgresql_where=text("removed_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(22), unique=True, default=token)  # in URLs
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id", ondelete="CASCADE"))
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"), unique=True)
    kind: Mapped[FacilityKind] = mapped_column(text_enum(FacilityKind))
    name: Mapped[str] = mapped_column(String(60))
    # How many guests of one booking fit into the room.
    guests: Mapped[int] = mapped_column(SmallInteger, default=1)
    position: Mapped[int] = mapped_column(SmallInteger)
    # When the venue removed it; the row stays because past bookings were there.
    removed_at: Mapped[datetime | None]

    resource: Mapped[Resource] = relationship(lazy="raise")
