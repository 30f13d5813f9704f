"""What a person proves beyond their password: authenticator apps, recovery codes, and passkeys."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.enums import LoginMethod
from app.accounts.models import User
from app.core.db import Base, text_enum
from app.core.ids import public_id
from app.two_factor.enums import PasskeyPurpose


def passkey_id() -> str:
    """Return a new id of a passkey for URLs: K-7K3M-Q2XD."""
    return public_id("K")


class AuthenticatorApp(Base):
    """An app that shows codes. Two-factor is on while a person has one that is confirmed."""

    __tablename__ = "authenticator_app"
    __table_args__ = (
        Index(
            "uq_authenticator_app_confirmed",
            "user_id",
            unique=True,
            postgresql_where=text("confirmed_at IS NOT NULL"),
        ),
        Index("uq_authenticator_app_new", "user_id", unique=True, postgresql_where=text("confirmed_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    # Encrypted, with the id of the key.
    seed: Mapped[bytes] = mapped_column(LargeBinary)
    seed_key: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime]
    # None until the person entered a first code, which shows that the app has the seed.
    confirmed_at: Mapped[datetime | None]
    # The time step of the last code that was used, so that each works once.
    last_step: Mapped[int | None] = mapped_column(BigInteger)


class RecoveryCode(Base):
    """A code for logging in without the app. We store only its hash."""

    __tablename__ = "recovery_code"
    __table_args__ = (UniqueConstraint("user_id", "code_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    # SHA-256 in hexadecimal digits.
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None]


class PendingLogin(Base):
    """A person who passed the first step of logging in, and not yet the second. We store a hash of its token."""

    __tablename__ = "pending_login"

    id: Mapped[int] = mapped_column(primary_key=True)
    # SHA-256 in hexadecimal digits.
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    method: Mapped[LoginMethod] = mapped_column(text_enum(LoginMethod))
    # Whether the browser keeps the session when it closes.
    remember: Mapped[bool]
    # The page that the person wanted, or empty.
    next_path: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)

    user: Mapped[User] = relationship(lazy="raise")


class Passkey(Base):
    """A public key of a person, whose private key is in their device or password manager."""

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(14), unique=True, default=passkey_id)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    # The number of uses, if the device reports one. If it goes down, the passkey was copied.
    sign_count: Mapped[int] = mapped_column(BigInteger)
    # How browsers reach it, separated by commas: internal,hybrid.
    transports: Mapped[str] = mapped_column(String(100))
    # Whether a password manager copies it to the person's other devices.
    is_synced: Mapped[bool]
    name: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]


class PasskeyChallenge(Base):
    """A random value that a passkey signs once. The browser that asked for it is the only one that may answer."""

    __tablename__ = "passkey_challenge"

    id: Mapped[int] = mapped_column(primary_key=True)
    # SHA-256 in hexadecimal digits, as the next one.
    challenge_hash: Mapped[str] = mapped_column(String(64), unique=True)
    browser_hash: Mapped[str] = mapped_column(String(64))
    purpose: Mapped[PasskeyPurpose] = mapped_column(text_enum(PasskeyPurpose))
    expires_at: Mapped[datetime] = mapped_column(index=True)


class TwoFactorReset(Base):
    """One admin's request to remove all second factors of a person who lost them, which another admin approves."""

    __tablename__ = "two_factor_reset"
    __table_args__ = (
        CheckConstraint("(approved_by_id IS NULL) = (approved_at IS NULL)", name="approved"),
        CheckConstraint("approved_by_id <> requested_by_id", name="two_admins"),
        CheckConstraint("user_id <> requested_by_id AND user_id <> approved_by_id", name="others"),
        Index(
            "uq_two_factor_reset_open",
            "user_id",
            unique=True,
            postgresql_where=text("approved_at IS NULL AND ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    reason: Mapped[str] = mapped_column(String(300))
    requested_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    requested_at: Mapped[datetime]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    approved_at: Mapped[datetime | None]
    # When it was withdrawn or expired without an approval.
    ended_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(foreign_keys=user_id, lazy="raise")
    requested_by: Mapped[User] = relationship(foreign_keys=requested_by_id, lazy="raise")
