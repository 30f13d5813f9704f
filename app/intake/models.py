"""Forms with their versions, what guests were asked and answered, and who opened health answers."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.bookings.models.bookings import Booking
from app.core.db import Base
from app.core.ids import token
from app.intake.questions import Answers, Question, asked

MAX_FORMS = 20
LONGEST_TITLE, LONGEST_INTRO = 80, 600

intake_form_service = Table(
    "intake_form_service",
    Base.metadata,
    Column("form_id", ForeignKey("intake_form.id", ondelete="CASCADE"), primary_key=True),
    Column("service_id", ForeignKey("service.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class IntakeForm(Base):
    """A form of a venue. Its questions are in its versions; the newest one is what guests are asked."""

    __tablename__ = "intake_form"
    __table_args__ = (CheckConstraint("removed_at IS NULL OR NOT active", name="removed"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(22), unique=True, default=token)  # in URLs
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(SmallInteger)
    # Guests are asked only while it is active.
    active: Mapped[bool] = mapped_column(default=True, server_default=true())
    created_at: Mapped[datetime]
    # When the venue removed it; the row stays because answers refer to it.
    removed_at: Mapped[datetime | None]


class IntakeVersion(Base):
    """The title and the questions of a form as they were from one change to the next. It never changes."""

    __tablename__ = "intake_version"
    __table_args__ = (
        UniqueConstraint("form_id", "number"),
        CheckConstraint("number > 0", name="number"),
        CheckConstraint("jsonb_array_length(questions) <= 20", name="questions"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    form_id: Mapped[int] = mapped_column(ForeignKey("intake_form.id", ondelete="CASCADE"))
    number: Mapped[int]
    at: Mapped[datetime]
    title: Mapped[str] = mapped_column(String(LONGEST_TITLE))
    intro: Mapped[str] = mapped_column(String(LONGEST_INTRO), default="", server_default="")
    rows: Mapped[list[dict[str, Any]]] = mapped_column("questions", JSONB)

    form: Mapped[IntakeForm] = relationship(lazy="raise")

    @property
    def questions(self) -> list[Question]:
        """Return all its questions in order, hidden ones too."""
        return [Question.of_row(row) for row in self.rows]

    @property
    def asked(self) -> list[Question]:
        """Return the questions that guests see."""
        return asked(self.questions)

    @property
    def asks_about_health(self) -> bool:
        return any(question.is_health for question in self.asked)


class IntakeRequest(Base):
    """An email that asks for the answers to a form before a booking: one row, however often it is sent."""

    __tablename__ = "intake_request"
    __table_args__ = (
        UniqueConstraint("booking_id", "form_id"),
        CheckConstraint("times BETWEEN 1 AND 5", name="times"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"))
    form_id: Mapped[int] = mapped_column(ForeignKey("intake_form.id"), index=True)
    times: Mapped[int] = mapped_column(SmallInteger, default=1)
    at: Mapped[datetime]  # of the last email


class IntakeAnswer(Base):
    """A guest's answers to one version of a form. Health answers are encrypted, apart from the others.

    The consent is what the guest chose, with the text that they read; without it there are no health answers.
    """

    __tablename__ = "intake_answer"
    __table_args__ = (
        CheckConstraint("(health IS NULL) = (health_key IS NULL)", name="health_key"),
        CheckConstraint("health IS NULL OR consented", name="consent"),
        CheckConstraint(
            "(consented IS NULL) = (consent_text IS NULL) AND (consented IS NULL) = (consent_version IS NULL)",
            name="consent_text",
        ),
        Index("ix_intake_answer_guest_id_form_id_at", "guest_id", "form_id", "at"),
        Index("ix_intake_answer_health_key", "health_key", postgresql_where=text("health_key IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(22), unique=True, default=token)  # in URLs, and bound to the ciphertext
    # Made with the page, so that answers that are sent twice are saved once.
    submission: Mapped[str] = mapped_column(String(22), unique=True)
    form_id: Mapped[int] = mapped_column(ForeignKey("intake_form.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("intake_version.id"), index=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), index=True)
    guest_id: Mapped[int] = mapped_column(ForeignKey("guest.id"))
    at: Mapped[datetime]
    answers: Mapped[Answers] = mapped_column(JSONB)
    # A nonce and AES-GCM's ciphertext, and the id of the key.
    health: Mapped[bytes | None] = mapped_column(LargeBinary)
    health_key: Mapped[str | None] = mapped_column(String(16))
    # Whether the guest agreed that health answers are saved; None if the form asks for none.
    consented: Mapped[bool | None]
    consent_version: Mapped[int | None] = mapped_column(SmallInteger)
    consent_text: Mapped[str | None] = mapped_column(Text)
    # When the guest deleted their health answers.
    health_deleted_at: Mapped[datetime | None]

    version: Mapped[IntakeVersion] = relationship(lazy="raise")
    booking: Mapped[Booking] = relationship(lazy="raise")


class IntakeView(Base):
    """Someone opened a guest's health answers. The table is append-only: a trigger rejects everything but INSERT."""

    __tablename__ = "intake_view"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    answer_id: Mapped[int] = mapped_column(ForeignKey("intake_answer.id"), index=True)
    # The booking that it was opened for, which may be a later one than the answer's own.
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))

    user: Mapped[User] = relationship(lazy="raise")
