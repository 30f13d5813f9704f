"""Questions and answers on a venue's page."""

from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base

MAX_FAQS = 5


class Faq(Base):
    __tablename__ = "faq"
    # A position of 1 to 5, each once a venue, is the limit of five: no race can pass it.
    # Deferred, because a move swaps two positions in two statements.
    __table_args__ = (
        UniqueConstraint("venue_id", "position", deferrable=True, initially="deferred"),
        CheckConstraint(f"position BETWEEN 1 AND {MAX_FAQS}", name="position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(SmallInteger)
    question: Mapped[str] = mapped_column(String(200))
    answer: Mapped[str] = mapped_column(Text)
