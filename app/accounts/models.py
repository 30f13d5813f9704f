"""People who sign in."""

from datetime import datetime

from sqlalchemy import Index, String, func, text
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.enums import Role
from app.db import Base, text_enum


class User(Base):
    __tablename__ = "user_account"
    __table_args__ = (Index("uq_user_account_email", func.lower(text("email")), unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254))
    password_hash: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(120))
    phone: Mapped[str] = mapped_column(String(40), default="")
    role: Mapped[Role] = mapped_column(text_enum(Role), default=Role.CUSTOMER)
    # What the session cookie names: changing it signs the person out everywhere.
    session_key: Mapped[str] = mapped_column(String(22), unique=True)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    @property
    def first_name(self) -> str:
        return self.name.split(" ", 1)[0]

    # Flask-Login's protocol.
    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        return self.session_key
