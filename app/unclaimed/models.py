"""Money from gift cards that nobody used for years, and that we turned over to a state."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.core import clock
from app.core.db import Base
from app.core.ids import public_id

LONGEST_REFERENCE = 80


class Turnover(Base):
    """A payment of unclaimed property to a state, which an admin recorded. The cards and movements of it name it."""

    __tablename__ = "turnover"
    __table_args__ = (
        CheckConstraint("amount_cents > 0", name="amount"),
        CheckConstraint("(undone_at IS NULL) = (undone_by_id IS NULL)", name="undone"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(14), unique=True, default=lambda: public_id("UP"))
    state: Mapped[str] = mapped_column(String(2))
    amount_cents: Mapped[int]
    paid_on: Mapped[date]
    # What finds it at our bank and at the state.
    reference: Mapped[str] = mapped_column(String(LONGEST_REFERENCE))
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now, server_default=func.now())
    # When an admin undid it, who, and why: it was recorded by mistake. Its cards no longer name it then.
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    undone_why: Mapped[str] = mapped_column(String(300), default="", server_default="")

    recorded_by: Mapped[User] = relationship(lazy="raise", foreign_keys=[recorded_by_id])
    undone_by: Mapped[User | None] = relationship(lazy="raise", foreign_keys=[undone_by_id])
