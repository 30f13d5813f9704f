"""User accounts, their sessions and devices, and what happened to them."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, func, text, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.enums import AdminRole, EmailLinkKind, LoginMethod, Reminders, Role, SecurityEventKind
from app.core import clock
from app.core.db import Base, text_enum
from app.core.ids import public_id, token
from app.core.security_log import Severity


def person_id() -> str:
    """Return a new id of a person for URLs: P-7K3M-Q2XD."""
    return public_id("P")


def session_id() -> str:
    """Return a new id of a session for URLs: S-7K3M-Q2XD."""
    return public_id("S")


def event_id() -> str:
    """Return a new id of a security event for URLs: E-7K3M-Q2XD."""
    return public_id("E")


def device_id() -> str:
    """Return a new id of a device for URLs: D-7K3M-Q2XD."""
    return public_id("D")


def link_id() -> str:
    """Return a new id of a link in an email: L-7K3M-Q2XD."""
    return public_id("L")


def code_id() -> str:
    """Return a new id of a code in an email: K-7K3M-Q2XD."""
    return public_id("K")


# For rows that the previous release still writes while it serves.
RANDOM_ID = text("'P-' || upper(substr(translate(gen_random_uuid()::text, '-', ''), 1, 12))")
RANDOM_EVENT_ID = text("'E-' || upper(substr(translate(gen_random_uuid()::text, '-', ''), 1, 12))")
RANDOM_SESSION_ID = text("'S-' || upper(substr(translate(gen_random_uuid()::text, '-', ''), 1, 12))")


def _admin_role(context: Any) -> AdminRole | None:
    """Return the default for a new account: an admin may do everything, others have no admin role."""
    return AdminRole.SUPERADMIN if context.get_current_parameters()["role"] is Role.ADMIN else None


class User(Base):
    __tablename__ = "user_account"
    __table_args__ = (
        Index("uq_user_account_email", func.lower(text("email")), unique=True),
        # For searches by part of a name or email address.
        Index("ix_user_account_name", "name", postgresql_using="gin", postgresql_ops={"name": "gin_trgm_ops"}),
        # For lists of people by role, and of those who are suspended.
        Index("ix_user_account_role_id", "role", text("id DESC")),
        Index("ix_user_account_suspended", text("id DESC"), postgresql_where=text("suspended_at IS NOT NULL")),
        Index("ix_user_account_email", "email", postgresql_using="gin", postgresql_ops={"email": "gin_trgm_ops"}),
        CheckConstraint("(suspended_at IS NULL) = (suspended_reason = '')", name="suspended"),
        Index(
            "ix_user_account_deletion_due_at", "deletion_due_at", postgresql_where=text("deletion_due_at IS NOT NULL")
        ),
        CheckConstraint("admin_role IS NULL OR role = 'admin'", name="admin_role"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(14), unique=True, default=person_id, server_default=RANDOM_ID)
    email: Mapped[str] = mapped_column(String(254))
    # None for a person who logs in another way.
    password_hash: Mapped[str | None] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(120))
    phone: Mapped[str] = mapped_column(String(40), default="")
    role: Mapped[Role] = mapped_column(text_enum(Role), default=Role.GUEST)
    # For admins only.
    admin_role: Mapped[AdminRole | None] = mapped_column(text_enum(AdminRole), default=_admin_role)
    reminders: Mapped[Reminders] = mapped_column(
        text_enum(Reminders), default=Reminders.BOTH, server_default=Reminders.BOTH.value
    )
    # Whether they are asked by email, after a booking, if they want to tip.
    tip_emails: Mapped[bool] = mapped_column(default=True, server_default=true())
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
    # The end of the days in which a person can still keep an account that they asked us to delete.
    deletion_due_at: Mapped[datetime | None]
    # When the account was deleted: the row stays for the books, without personal data.
    erased_at: Mapped[datetime | None]
    # Since when the person opts out of sale and sharing, which we don't do anyway.
    opted_out_at: Mapped[datetime | None]

    @property
    def is_suspended(self) -> bool:
        return self.suspended_at is not None

    @property
    def is_superadmin(self) -> bool:
        """Whether they may do everything. An admin from before there were admin roles has none, and may."""
        return self.role is Role.ADMIN and self.admin_role in {None, AdminRole.SUPERADMIN}

    @property
    def first_name(self) -> str:
        return self.name.split(" ", 1)[0]

    # Flask-Login's protocol.
    is_authenticated = True
    is_active = True
    is_anonymous = False

    @property
    def may_send_files(self) -> bool:
        """Whether they may send files to the forms that take them. A guest sends only their own photo."""
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
    # Until then, logging in on this device needs no second step.
    trusted_until: Mapped[datetime | None]

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
    # When the person passed a second step in this session, or set up their first second factor.
    second_factor_at: Mapped[datetime | None]
    # The earlier of two ends: of the session's whole time, and of the time that it may be idle.
    expires_at: Mapped[datetime]
    # As sent at login, cut off at the column's length.
    ip: Mapped[str] = mapped_column(String(45))
    user_agent: Mapped[str] = mapped_column(String(200))

    device: Mapped[Device | None] = relationship(lazy="raise")


class SecurityEvent(Base):
    """Something that happened to an account or its login. It holds ids and codes; personal values are elsewhere."""

    __tablename__ = "security_event"
    __table_args__ = (
        Index("ix_security_event_user_id", "user_id", text("at DESC")),
        Index("ix_security_event_at", "at"),
        Index(
            "ix_security_event_severity_id", "severity", text("id DESC"), postgresql_where=text("severity <> 'info'")
        ),
        Index("ix_security_event_device_id", "device_id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(14), unique=True, default=event_id, server_default=RANDOM_EVENT_ID)
    at: Mapped[datetime]
    kind: Mapped[SecurityEventKind] = mapped_column(text_enum(SecurityEventKind, length=40))
    # As it was then: a person's role may change later.
    severity: Mapped[Severity] = mapped_column(text_enum(Severity), server_default=Severity.INFO.value)
    # None for a login with an email address that has no account.
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id", ondelete="SET NULL"))
    # The first three bytes of an IPv4 address or an IPv6 /64, or empty for what no browser did.
    network: Mapped[str] = mapped_column(String(50))
    # The admin or the venue's owner who did it, if it was not the account holder.
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    user: Mapped[User | None] = relationship(foreign_keys=user_id, lazy="raise")
    by: Mapped[User | None] = relationship(foreign_keys=by_id, lazy="raise")
    device: Mapped[Device | None] = relationship(lazy="raise")


class EmailLink(Base):
    """A link in an email, which works once. We store only the hash of its token (`tokens.link_token`).

    A request for a typed email address adds the same row whether an account has it or not, so that both take the same
    time. A job then finds the account, or deletes the row.
    """

    __tablename__ = "email_link"
    __table_args__ = (
        CheckConstraint("expires_at > created_at", name="times"),
        Index("ix_email_link_user_id", "user_id", "kind"),
        Index("ix_email_link_undo", func.lower(text("email")), postgresql_where=text("kind = 'undo_email'")),
        Index("ix_email_link_expires_at", "expires_at"),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(14), unique=True, default=link_id)
    kind: Mapped[EmailLinkKind] = mapped_column(text_enum(EmailLinkKind))
    # None until the job has found the account.
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    # The mailbox that the link is for.
    email: Mapped[str] = mapped_column(String(254))
    # SHA-256 in hexadecimal digits.
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    # The hash of the token of the only browser in which the link works, or None for any.
    browser_hash: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class EmailCode(Base):
    """A six-digit code by email, with which a logged-in person proves again who they are. One for each session.

    The code itself is derived from the row's public id (`tokens.code_of`), so nothing here reveals it.
    """

    __tablename__ = "email_code"
    __table_args__ = (CheckConstraint("expires_at > created_at", name="times"),)

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(14), unique=True, default=code_id)
    login_session_id: Mapped[int] = mapped_column(ForeignKey("login_session.id", ondelete="CASCADE"), unique=True)
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


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
