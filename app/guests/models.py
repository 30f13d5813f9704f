"""The guests that a venue knows."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, false, func, text, true
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.db import Base
from app.core.ids import public_id


def guest_code() -> str:
    """Return a new guest code: G-7K3M-Q2XD."""
    return public_id("G")


# For rows that a migration or the previous version of the application inserts.
RANDOM_CODE = text("'G-' || upper(substr(translate(gen_random_uuid()::text, '-', ''), 1, 12))")


class Guest(Base):
    """A guest as one venue knows them; every other venue has its own record of the same person.

    `user_id` is the account whose online bookings created the record, or whose verified email address it has. Only the
    venue can see the notes.
    """

    __tablename__ = "guest"
    __table_args__ = (
        UniqueConstraint("venue_id", "user_id"),
        Index("ix_guest_email", func.lower(text("email")), postgresql_where=text("user_id IS NULL")),
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
    # Whether this guest gets reminders, if they agreed at the front desk to receive email. A link in each reminder
    # turns them off. Guests with an account choose in their account.
    reminders: Mapped[bool] = mapped_column(default=True, server_default=true())
    # Whether an account's own booking created the record; otherwise the venue entered it.
    began_online: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime] = mapped_column(default=clock.now, server_default=func.now())

    @property
    def first_name(self) -> str:
        return self.name.split(" ", 1)[0]

    @property
    def contact(self) -> str:
        """Return the phone number, or the email of a guest without one."""
        return self.phone or self.email

    @property
    def label(self) -> str:
        """Return the name with contact data that distinguishes guests of the same name: Wren Abernathy, (503)
        555-0100."""
        return f"{self.name}, {self.contact}" if self.contact else self.name
