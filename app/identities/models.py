"""Accounts at Google and Apple that are connected to accounts here, and the attempts to use them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.db import Base, text_enum
from app.identities.enums import AttemptPurpose, Provider


class ExternalIdentity(Base):
    """A person's account at a provider. Its subject never changes; its email address may, and identifies nobody."""

    __tablename__ = "external_identity"
    __table_args__ = (UniqueConstraint("provider", "subject"), UniqueConstraint("user_id", "provider"))

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    provider: Mapped[Provider] = mapped_column(text_enum(Provider))
    subject: Mapped[str] = mapped_column(String(255))
    # As the provider last sent it, so that people see which of their accounts it is.
    email: Mapped[str] = mapped_column(String(254))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    last_used_at: Mapped[datetime] = mapped_column(default=clock.now)


class IdentityAttempt(Base):
    """One visit to a provider's page, which lasts ten minutes at most.

    Its state works once, and only in the browser that began it. What the provider said is stored until the person is
    logged in, because Apple returns them by a form of another site, with which browsers send no login session.
    """

    __tablename__ = "identity_attempt"
    __table_args__ = (
        CheckConstraint("purpose = 'log_in' OR user_id IS NOT NULL", name="user"),
        CheckConstraint("expires_at > created_at", name="times"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # SHA-256 in hexadecimal digits, of the state and of the browser's cookie.
    state_hash: Mapped[str] = mapped_column(String(64), unique=True)
    browser_hash: Mapped[str] = mapped_column(String(64), unique=True)
    provider: Mapped[Provider] = mapped_column(text_enum(Provider))
    purpose: Mapped[AttemptPurpose] = mapped_column(text_enum(AttemptPurpose))
    nonce: Mapped[str] = mapped_column(String(43))
    code_verifier: Mapped[str] = mapped_column(String(86))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    # The page to go to afterward, on this site.
    next: Mapped[str] = mapped_column(String(2000), default="")
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    # When the person came back: the state works no longer.
    returned_at: Mapped[datetime | None]
    # What the provider said, once its answer was checked.
    subject: Mapped[str | None] = mapped_column(String(255))
    email: Mapped[str] = mapped_column(String(254), default="")
    name: Mapped[str] = mapped_column(String(120), default="")
