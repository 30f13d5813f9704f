"""User accounts, their sessions and devices, and what happened to them."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.enums import LoginMethod, Reminders, Role, SecurityEventKind
from app.core import clock
from app.core.db import Base, text_enum
from app.core.ids import public_id, token


def person_id() -> str:
    """Return a new id of a person for URLs: P-7K3M-Q2XD."""
    return public_id("P")


def session_id() -> str:
    """Return a new id of a session for URLs: S-7K3M-Q2XD."""
    return public_id("S")


def device_id() -> str:
    """Return a new id of a device for URLs: D-7K3M-Q2XD."""
    return public_id("D")


# For rows that the previous release still writes while it serves.
RANDOM_ID = text("'P-' || upper(substr(translate(gen_random_uuid()::text, '-', ''), 1, 12))")
RANDOM_SESSION_ID = text("'S-' || upper(substr(translate(gen_random_uuid()::text, '-', ''), 1, 12))")


class User(Base):
    __tablename__ = "user_account"
    __table_args__ = (
        Index("uq_user_account_email", func.lower(text("email")), unique=True),
        # For searches by part of a name or email address.
        Index("ix_user_account_name", "name", postgresql_using="gin", postgresql_ops={"name": "gin_trgm_ops"}),
        Index("ix_user_account_email", "email", postgresql_using="gin", postgresql_ops={"email": "gin_trgm_ops"}),
        CheckConstraint("(suspended_at IS NULL) = (suspended_reason = '')", name="suspended"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(14), unique=True, default=person_id, server_default=RANDOM_ID)
    email: Mapped[str] = mapped_column(String(254))
    # None for a person who logs in another way.
    password_hash: Mapped[str | None] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(120))
    phone: Mapped[str] = mapped_column(String(40), default="")
    role: Mapped[Role] = mapped_column(text_enum(Role), default=Role.GUEST)
    reminders: Mapped[Reminders] = mapped_column(
        text_enum(Reminders), default=Reminders.BOTH, server_default=Reminders.BOTH.value
    )
    # The value in session cookies before there were login sessions. The previous release still reads it while it
    # serves; the next release drops it.
    session_key: Mapped[str] = mapped_column(String(22), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now, server_default=func.now())
    # None until the password is changed for the first time.
    password_changed_at: Mapped[datetime | None]
    # When the account's current email address was proven to be the person's.
    email_verified_at: Mapped[datetime | None]
    # A suspended user cannot log in, and reads why when they try.
    suspended_at: Mapped[datetime | None]
    suspended_reason: Mapped[str] = mapped_column(String(300), default="", server_default="")

    @property
    def is_suspended(self) -> bool:
        return self.suspended_at is not None

    @property
    def first_name(self) -> str:
        return self.name.split(" ", 1)[0]

    # Flask-Login's protocol.
    is_authenticated = True
    is_active = True
    is_anonymous = False

    @property
    def may_send_files(self) -> bool:
        """Whether any form on this person's pages accepts photos."""
        return self.role is not Role.GUEST

    def get_id(self) -> str:
        """Identify the user to Flask-Login. The cookie gets a session token instead (see `sessions.begin`)."""
        return self.public_id


class Device(Base):
    """A browser in which a person has logged in. A cookie names it; we store a hash of the cookie's token."""

    __tablename__ = "device"
    __table_args__ = (UniqueConstraint("user_id", "token_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(14), unique=True, default=device_id)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    # SHA-256 in hexadecimal digits.
    token_hash: Mapped[str] = mapped_column(String(64))
    # As sent at the last login, cut off at the column's length.
    user_agent: Mapped[str] = mapped_column(String(200))
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    # When the person said, or proved, that it was them. Until then other devices ask.
    confirmed_at: Mapped[datetime | None]

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None


class LoginSession(Base):
    """A browser in which someone is logged in, until the session ends or expires. We store a hash of its token."""

    __tablename__ = "login_session"
    __table_args__ = (CheckConstraint("expires_at > created_at", name="times"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(
        String(14), unique=True, default=session_id, server_default=RANDOM_SESSION_ID
    )
    # SHA-256 in hexadecimal digits.
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    # None for sessions of the release before there were devices.
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id", ondelete="CASCADE"), index=True)
    method: Mapped[LoginMethod] = mapped_column(
        text_enum(LoginMethod), default=LoginMethod.PASSWORD, server_default=LoginMethod.PASSWORD.value
    )
    created_at: Mapped[datetime]
    # Written at most once in each `precision` of the role's session limits.
    last_seen_at: Mapped[datetime]
    # When the person last proved who they are: at login, and again before important changes.
    proven_at: Mapped[datetime] = mapped_column(server_default=func.now())
    # The earlier of two ends: of the session's whole time, and of the time that it may be idle.
    expires_at: Mapped[datetime]
    # As sent at login, cut off at the column's length.
    ip: Mapped[str] = mapped_column(String(45))
    user_agent: Mapped[str] = mapped_column(String(200))

    device: Mapped[Device | None] = relationship(lazy="raise")


class SecurityEvent(Base):
    """Something that happened to an account or its log-in. It holds ids and codes; personal values are elsewhere."""

    __tablename__ = "security_event"
    __table_args__ = (
        Index("ix_security_event_user_id", "user_id", text("at DESC")),
        Index("ix_security_event_at", "at"),
        Index("ix_security_event_device_id", "device_id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    at: Mapped[datetime]
    kind: Mapped[SecurityEventKind] = mapped_column(text_enum(SecurityEventKind, length=40))
    # None for a login with an email address that has no account.
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id", ondelete="SET NULL"))
    # The first three bytes of an IPv4 address or an IPv6 /64, or empty for what no browser did.
    network: Mapped[str] = mapped_column(String(50))
    # The admin or the venue's owner who did it, if it was not the account holder.
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    device: Mapped[Device | None] = relationship(lazy="raise")


class Impersonation(Base):
    """An admin's view of the site as another user: its start, its latest end, and its actual end."""

    __tablename__ = "impersonation"
    __table_args__ = (
        CheckConstraint("admin_id <> user_id", name="other"),
        CheckConstraint("ends_at > began_at", name="times"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # Stored in the admin's cookie.
    key: Mapped[str] = mapped_column(String(22), unique=True, default=token)
    admin_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    began_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(foreign_keys=user_id, lazy="raise")
