"""Hours of a venue or of one of its team members."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger, String, func, literal_column, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base

DAY = 24 * 60


class Opening(Base):
    """An interval of wall time that begins on a weekday, or on one date, which then replaces its weekday.

    Minutes count from local midnight of the day it begins on; an interval past midnight closes after 1,440. A date with
    both at zero is closed all day. Rows without a team member are the venue's own.
    """

    __tablename__ = "opening"
    __table_args__ = (
        CheckConstraint("(weekday IS NULL) <> (on_date IS NULL)", name="weekday_or_date"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint(
            f"(opens BETWEEN 0 AND {DAY - 1} AND closes > opens AND closes <= opens + {DAY})"
            " OR (opens = 0 AND closes = 0 AND on_date IS NOT NULL)",
            name="span",
        ),
        ExcludeConstraint(
            ("venue_id", "="),
            (func.coalesce(literal_column("member_id"), 0), "="),
            (func.coalesce(literal_column("weekday"), -1), "="),
            # Not infinity: GiST subtracts dates when it splits a page, and cannot subtract infinity.
            (func.coalesce(literal_column("on_date"), text("'0001-01-01'::date")), "="),
            (func.int4range(literal_column("opens"), literal_column("closes")), "&&"),
            name="ex_opening_overlap",
            using="gist",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id", ondelete="CASCADE"), index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("team_member.id", ondelete="CASCADE"), index=True)
    weekday: Mapped[int | None] = mapped_column(SmallInteger)  # Monday is 0
    on_date: Mapped[date | None]
    opens: Mapped[int] = mapped_column(SmallInteger)
    closes: Mapped[int] = mapped_column(SmallInteger)
    note: Mapped[str] = mapped_column(String(80), default="")
