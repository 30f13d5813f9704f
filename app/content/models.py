"""Models of the site's content that admins write."""

from datetime import datetime

from sqlalchemy import CheckConstraint, SmallInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class SiteText(Base):
    """A text page as an admin wrote it, in Markdown. Without a row, the page shows its built-in text."""

    __tablename__ = "site_text"

    slug: Mapped[str] = mapped_column(String(40), primary_key=True)
    body: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime]


class TextVersion(Base):
    """How often admins asked people to agree to a changed page. Without a row, they never did."""

    __tablename__ = "text_version"

    slug: Mapped[str] = mapped_column(String(40), primary_key=True)
    raised: Mapped[int] = mapped_column(SmallInteger)


class Announcement(Base):
    """The announcement above every page: at most one, with an optional start and end."""

    __tablename__ = "announcement"
    __table_args__ = (
        CheckConstraint("id = 1", name="one"),
        CheckConstraint("ends_at > begins_at", name="times"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str] = mapped_column(String(200))
    link: Mapped[str] = mapped_column(String(300), default="")
    is_on: Mapped[bool]
    begins_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
