"""Questions and answers on a venue's page."""

from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base
from app.ids import token

MAX_FAQS = 5
LONGEST_QUESTION, LONGEST_ANSWER = 200, 2000


class Faq(Base):
    """One question. The last that was removed is kept without a position, so that it can be brought back."""

    __tablename__ = "faq"
    # A position of 1 to 5, each once a venue, is the limit of five: no race can pass it.
    # Deferred, because a move swaps two positions in two statements.
    __table_args__ = (
        UniqueConstraint("venue_id", "position", deferrable=True, initially="deferred"),
        CheckConstraint(f"position BETWEEN 1 AND {MAX_FAQS}", name="position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(22), unique=True, default=token)  # in addresses
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id", ondelete="CASCADE"))
    position: Mapped[int | None] = mapped_column(SmallInteger)
    question: Mapped[str] = mapped_column(String(LONGEST_QUESTION))
    answer: Mapped[str] = mapped_column(Text)  # with a little Markdown: app.rich_text
