"""Featured venues of the home page, and the document version counter; the engine behind search/ stores the index."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Sequence, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.venues.models import Venue

MAX_FEATURED = 12

# Drawn before a venue is read: of two documents, the one with the higher number was read later.
document_version = Sequence("document_version", metadata=Base.metadata)


class Featured(Base):
    """A venue that leads the home page in its neighborhood, as long as it is live and has available times."""

    __tablename__ = "featured_venue"
    # Deferred, because a new order is set row by row.
    __table_args__ = (
        UniqueConstraint("position", deferrable=True, initially="deferred"),
        CheckConstraint(f"position BETWEEN 1 AND {MAX_FEATURED}", name="position"),
    )

    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(SmallInteger)
    until: Mapped[datetime | None]  # not featured from this instant on

    venue: Mapped[Venue] = relationship(lazy="raise")
