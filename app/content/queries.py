from app.content.models import Announcement, SiteText
from app.core.db import session


def text_of(slug: str) -> SiteText | None:
    """Return the text of a page if an admin wrote one, or None. One statement."""
    return session.get(SiteText, slug)


def current_announcement() -> Announcement | None:
    """Return the announcement, even if it is not shown now, or None. One statement."""
    return session.get(Announcement, 1)
