from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class LoginWait(Base):
    """Wrong tries in a row, and until when the next one must wait. Unlogged: a server crash may clear it."""

    __tablename__ = "login_wait"
    __table_args__ = ({"prefixes": ["UNLOGGED"]},)

    # A hash, because it counts tries for a person's email address.
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[int]
    until: Mapped[datetime]
    forget_at: Mapped[datetime] = mapped_column(index=True)
