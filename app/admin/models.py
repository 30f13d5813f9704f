"""The audit log."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.core.db import Base
from app.core.ids import public_id

LONGEST_NAME = 200


class AuditEntry(Base):
    """One admin action. The table is append-only: a trigger rejects UPDATE, DELETE and TRUNCATE.

    So it names people by their ids only. What an admin wrote is in `AuditReason`, which can be erased.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_subject", "subject_kind", "subject_id", "id"),
        Index("ix_audit_entry_admin_id_id", "admin_id", "id"),
        # For searches by part of a name or key.
        *(
            Index(f"ix_audit_entry_{name}", name, postgresql_using="gin", postgresql_ops={name: "gin_trgm_ops"})
            for name in ("subject_name", "subject_key")
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(14), unique=True, default=lambda: public_id("AL"))
    at: Mapped[datetime]
    admin_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    # Text rather than an enum: an action that no longer exists must stay readable.
    action: Mapped[str] = mapped_column(String(40))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int | None] = mapped_column(BigInteger)
    # The key in its URLs, and its name at the time of the action. A person's name is empty, and read when it is shown.
    subject_key: Mapped[str] = mapped_column(String(254), default="")
    subject_name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    before: Mapped[dict[str, Any]] = mapped_column(JSONB)
    after: Mapped[dict[str, Any]] = mapped_column(JSONB)
    # Empty: reasons are in `audit_reason`. The previous release still writes it while it serves; the next one drops it.
    former_reason: Mapped[str] = mapped_column("reason", Text, default="")

    admin: Mapped[User] = relationship(lazy="raise")
    written: Mapped["AuditReason | None"] = relationship(lazy="joined")

    @property
    def reason(self) -> str:
        """Return what the admin wrote. Empty if nothing, or if it was erased with the account of the person."""
        return self.written.text if self.written else ""


class AuditReason(Base):
    """What an admin wrote about an action. A trigger rejects UPDATE and TRUNCATE; only an erasure deletes rows."""

    __tablename__ = "audit_reason"
    __table_args__ = (Index("ix_audit_reason_user_id", "user_id", postgresql_where=text("user_id IS NOT NULL")),)

    entry_id: Mapped[int] = mapped_column(ForeignKey("audit_entry.id"), primary_key=True)
    # Whom it is about: the account, the guest of the order, the owner of the venue.
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    text: Mapped[str] = mapped_column(Text)


class SecurityResolution(Base):
    """An admin's note that a security event needs nothing more."""

    __tablename__ = "security_resolution"

    event_id: Mapped[int] = mapped_column(ForeignKey("security_event.id", ondelete="CASCADE"), primary_key=True)
    admin_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime]
    note: Mapped[str] = mapped_column(String(300))

    admin: Mapped[User] = relationship(lazy="raise")
