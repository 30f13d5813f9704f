"""People who sign in."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, func, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.enums import Reminders, Role
from app.db import Base, text_enum
from app.ids import public_id, token


def person_id() -> str:
    """What an address calls somebody: P-7K3M-Q2XD."""
    return public_id("P")


# For rows that the version before this one still writes while it serves.
RANDOM_ID = text("'P-' || upper(substr(translate(gen_random_uuid()::text, '-', ''), 1, 12))")


class User(Base):
    __tablename__ = "user_account"
    __table_args__ = (
        Index("uq_user_account_email", func.lower(text("email")), unique=True),
        # Parts of names and addresses are looked for.
        Index("ix_user_account_name", "name", postgresql_using="gin", postgresql_ops={"name": "gin_trgm_ops"}),
        Index("ix_user_account_email", "email", postgresql_using="gin", postgresql_ops={"email": "gin_trgm_ops"}),
        CheckConstraint("(suspended_at IS NULL) = (suspended_reason = '')", name="suspended"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(14), unique=True, default=person_id, server_default=RANDOM_ID)
    email: Mapped[str] = mapped_column(String(254))
    password_hash: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(120))
    phone: Mapped[str] = mapped_column(String(40), default="")
    role: Mapped[Role] = mapped_column(text_enum(Role), default=Role.CUSTOMER)
    reminders: Mapped[Reminders] = mapped_column(
        text_enum(Reminders), default=Reminders.BOTH, server_default=Reminders.BOTH.value
    )
    # What the session cookie names: changing it signs the person out everywhere.
    session_key: Mapped[str] = mapped_column(String(22), unique=True)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    # Whoever is suspended cannot sign in, and reads why when she tries.
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

    def get_id(self) -> str:
        return self.session_key


class Seeing(Base):
    """An admin looks at the site as somebody else sees it: from when until when, and when she stopped before that."""

    __tablename__ = "seeing"
    __table_args__ = (
        CheckConstraint("admin_id <> user_id", name="other"),
        CheckConstraint("ends_at > began_at", name="times"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # What the admin's cookie names.
    key: Mapped[str] = mapped_column(String(22), unique=True, default=token)
    admin_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    began_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(foreign_keys=user_id, lazy="raise")
