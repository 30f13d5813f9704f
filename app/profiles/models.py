"""Profiles of people, what venues see of them, and preferences and allergies, which are encrypted."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, SmallInteger, String, Text, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.core.db import Base
from app.photos.models import Photo
from app.team.models import TeamMember

LONGEST_CITY, LONGEST_NOTE, LONGEST_BIO, LONGEST_OWNER_NAME = 120, 1000, 300, 80
# Preferred team members of one person.
MOST_PREFERRED = 20


class Profile(Base):
    """What a person tells about themselves besides name, email and phone. A row exists once they saved something.

    Venues where the person books see what `shows_…` allows.
    """

    __tablename__ = "profile"
    __table_args__ = (
        CheckConstraint("(birth_month IS NULL) = (birth_day IS NULL)", name="birthday"),
        # Leap day included; the year is never asked for.
        CheckConstraint(
            "birth_month IS NULL OR make_date(2000, birth_month, birth_day) IS NOT NULL", name="birth_date"
        ),
        CheckConstraint("(city = '') = (zone_name = '')", name="zone"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("photo.id"))
    birth_month: Mapped[int | None] = mapped_column(SmallInteger)
    birth_day: Mapped[int | None] = mapped_column(SmallInteger)
    city: Mapped[str] = mapped_column(String(LONGEST_CITY), default="", server_default="")
    # The time zone of the city.
    zone_name: Mapped[str] = mapped_column(String(40), default="", server_default="")
    # A code of app.team.languages: what the person prefers to speak at a venue.
    language: Mapped[str] = mapped_column(String(3), default="", server_default="")
    shows_photo: Mapped[bool] = mapped_column(default=False, server_default=false())
    shows_birthday: Mapped[bool] = mapped_column(default=False, server_default=false())
    shows_language: Mapped[bool] = mapped_column(default=False, server_default=false())
    shows_team: Mapped[bool] = mapped_column(default=False, server_default=false())

    photo: Mapped[Photo | None] = relationship(lazy="raise")

    @property
    def birthday(self) -> tuple[int, int] | None:
        """Return month and day."""
        if self.birth_month is None or self.birth_day is None:
            return None
        return self.birth_month, self.birth_day


class PreferredMember(Base):
    """A team member by whom a guest likes to be served."""

    __tablename__ = "preferred_member"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(
        ForeignKey("team_member.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    created_at: Mapped[datetime]

    member: Mapped[TeamMember] = relationship(lazy="raise")


class CareNote(Base):
    """A guest's preferences and allergies, encrypted, with the consent to save them. Withdrawing it deletes the row."""

    __tablename__ = "care_note"
    __table_args__ = (Index("ix_care_note_content_key", "content_key"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    # A nonce and AES-GCM's ciphertext, and the id of the key.
    content: Mapped[bytes] = mapped_column(LargeBinary)
    content_key: Mapped[str] = mapped_column(String(16))
    saved_at: Mapped[datetime]
    # The consent: the text that the guest read, its version, and when they agreed.
    consent_version: Mapped[int] = mapped_column(SmallInteger)
    consent_text: Mapped[str] = mapped_column(Text)
    consented_at: Mapped[datetime]


class CareNoteView(Base):
    """Someone opened a guest's preferences and allergies. Append-only: a trigger rejects everything but INSERT."""

    __tablename__ = "care_note_view"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    # Whose note it was.
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    # Who opened it, and for which booking. Bookings is a higher feature, so the table is named, not imported.
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), index=True)

    by: Mapped[User] = relationship(foreign_keys=by_id, lazy="raise")


class OwnerProfile(Base):
    """How an owner introduces themselves on the page of their venue, while `is_shown`."""

    __tablename__ = "owner_profile"
    __table_args__ = (
        CheckConstraint("NOT is_shown OR name <> ''", name="name"),
        Index("ix_owner_profile_photo_id", "photo_id", postgresql_where=text("photo_id IS NOT NULL")),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(LONGEST_OWNER_NAME))
    bio: Mapped[str] = mapped_column(String(LONGEST_BIO), default="", server_default="")
    # The photo of the owner's profile, copied here so that a change of it counts as a change of the venue's page.
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("photo.id"))
    is_shown: Mapped[bool] = mapped_column(default=False, server_default=false())

    photo: Mapped[Photo | None] = relationship(lazy="raise")
