"""Whom a venue knows."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, func, text, true
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base
from app.ids import public_id


def guest_code() -> str:
    """G-7K3M-Q2XD."""
    return public_id("G")


# For rows that a migration, or the version before this one, writes.
RANDOM_CODE = text("'G-' || upper(substr(translate(gen_random_uuid()::text, '-', ''), 1, 12))")


class Guest(Base):
    """Somebody as one venue knows her; another venue knows the same person by a row of its own.

    `user_id` is her account where she booked here by herself, or nobody's: a walk-in who left a name. The notes are for
    the venue's eyes alone.
    """

    __tablename__ = "guest"
    __table_args__ = (
        UniqueConstraint("venue_id", "user_id"),
        Index("ix_guest_venue_name", "venue_id", func.lower(text("name"))),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(14), unique=True, default=guest_code, server_default=RANDOM_CODE)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id", ondelete="CASCADE"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(254), default="", server_default="")
    phone: Mapped[str] = mapped_column(String(40), default="", server_default="")
    notes: Mapped[str] = mapped_column(String(2000), default="", server_default="")
    # Whether mails about her visits may remind her, where she agreed at the desk to get any: she ends that by a link in
    # them. Whoever has an account chooses there.
    reminders: Mapped[bool] = mapped_column(default=True, server_default=true())
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    @property
    def first_name(self) -> str:
        return self.name.split(" ", 1)[0]
