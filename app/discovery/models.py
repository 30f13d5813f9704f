"""What leads the home page, and a count; what search keeps of a venue belongs to the engine behind search/."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Sequence, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base
from app.venues.models import Venue

MAX_FEATURED = 12

# Taken before a venue is read: of two documents the one with the higher number was read later.
document_version = Sequence("document_version", metadata=Base.metadata)


class Featured(Base):
    """A venue that comes first on the home page of its neighborhood, as long as it is live and has times to offer."""

    __tablename__ = "featured_venue"
    # Deferred, because another order is set row by row.
    __table_args__ = (
        UniqueConstraint("position", deferrable=True, initially="deferred"),
        CheckConstraint(f"position BETWEEN 1 AND {MAX_FEATURED}", name="position"),
    )

    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(SmallInteger)
    until: Mapped[datetime | None]  # from then on it does not lead any more

    venue: Mapped[Venue] = relationship(lazy="raise")
