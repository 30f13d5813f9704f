"""Models of the FAQs on a venue's page."""

from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.ids import token

MAX_FAQS = 5
LONGEST_QUESTION, LONGEST_ANSWER = 200, 2000


class Faq(Base):
    """A question and its answer. The last one removed stays without a position, so that it can be restored."""

    __tablename__ = "faq"
    # A position of 1 to 5, unique in the venue, enforces the limit of five without race conditions. Deferred, because
    # reordering swaps two positions in two statements.
    __table_args__ = (
        UniqueConstraint("venue_id", "position", deferrable=True, initially="deferred"),
        CheckConstraint(f"position BETWEEN 1 AND {MAX_FAQS}", name="position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(22), unique=True, default=token)  # in URLs
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id", ondelete="CASCADE"))
    position: Mapped[int | None] = mapped_column(SmallInteger)
    question: Mapped[str] = mapped_column(String(LONGEST_QUESTION))
    answer: Mapped[str] = mapped_column(Text)  # with a little Markdown: app.web.rich_text
