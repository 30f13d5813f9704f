"""The websites that may show a venue's booking page in a frame."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger, String, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.db import Base
from app.core.ids import token

MAX_ORIGINS = 10
# https://, a host of 253 characters, a colon and a port.
LONGEST_ORIGIN = 267


class EmbedOrigin(Base):
    """A website that may show the booking page of a venue, as browsers compare it: https://www.yourspa.com."""

    __tablename__ = "embed_origin"
    # A position of 1 to 10, unique in the venue, enforces the limit of ten without race conditions. What is not an
    # origin could add words to the header that lists them.
    __table_args__ = (
        UniqueConstraint("venue_id", "position"),
        UniqueConstraint("venue_id", "origin"),
        CheckConstraint(f"position BETWEEN 1 AND {MAX_ORIGINS}", name="position"),
        CheckConstraint("origin ~ '^https://[a-z0-9.-]+(:[0-9]{1,5})?$'", name="origin"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(22), unique=True, default=token)  # in URLs
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(SmallInteger)
    origin: Mapped[str] = mapped_column(String(LONGEST_ORIGIN))
    created_at: Mapped[datetime] = mapped_column(default=clock.now, server_default=func.now())
