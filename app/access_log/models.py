"""Who opened whose data."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.access_log.enums import AccessKind
from app.accounts.enums import Role
from app.core.db import Base, text_enum


class DataAccess(Base):
    """Someone opened data about an account or about a guest of a venue. It holds ids only."""

    __tablename__ = "data_access"
    __table_args__ = (
        CheckConstraint("user_id IS NOT NULL OR guest_id IS NOT NULL", name="whose"),
        Index("ix_data_access_user_id", "user_id", text("at DESC")),
        Index("ix_data_access_guest_id", "guest_id", text("at DESC")),
        Index("ix_data_access_at", "at"),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    at: Mapped[datetime]
    kind: Mapped[AccessKind] = mapped_column(text_enum(AccessKind))
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    # The role that they had.
    role: Mapped[Role] = mapped_column(text_enum(Role))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    guest_id: Mapped[int | None] = mapped_column(ForeignKey("guest.id", ondelete="CASCADE"))
