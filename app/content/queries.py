from app.content.models import Announcement, SiteText
from app.db import session


def text_of(slug: str) -> SiteText | None:
    """A page of words, where an admin wrote it. One statement."""
    return session.get(SiteText, slug)


def current_announcement() -> Announcement | None:
    """Whether it is shown now or not. One statement."""
    return session.get(Announcement, 1)
