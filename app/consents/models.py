"""What people agreed to, and what they withdrew."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from app.consents.enums import ConsentKind
from app.core.db import Base, text_enum


class Consent(Base):
    """A consent that a person gave, refused, or withdrew. The newest row of its kind counts.

    The table is append-only and holds ids only: a trigger rejects everything but INSERT.
    """

    __tablename__ = "consent"
    __table_args__ = (
        CheckConstraint("(user_id IS NULL) <> (guest_id IS NULL)", name="whose"),
        CheckConstraint("version > 0", name="version"),
        Index("ix_consent_user_id", "user_id", "kind", text("id DESC"), postgresql_where=text("user_id IS NOT NULL")),
        Index("ix_consent_guest_id", "guest_id", text("id DESC"), postgresql_where=text("guest_id IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    at: Mapped[datetime]
    kind: Mapped[ConsentKind] = mapped_column(text_enum(ConsentKind, length=30))
    version: Mapped[int] = mapped_column(SmallInteger)
    is_given: Mapped[bool]
    # An account, or a venue's record of a guest, who may have none. Guests and forms are higher features, so the tables
    # are named, not imported.
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    guest_id: Mapped[int | None] = mapped_column(ForeignKey("guest.id"))
    # The form whose health answers it is about.
    form_id: Mapped[int | None] = mapped_column(ForeignKey("intake_form.id"))
