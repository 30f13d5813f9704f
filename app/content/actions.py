from datetime import datetime

from sqlalchemy.dialects.postgresql import insert

from app.content.errors import ContentErrorCode
from app.content.models import Announcement, SiteText, TextVersion
from app.content.queries import current_announcement, text_of
from app.core import clock
from app.core.db import session
from app.core.errors import DomainError
from app.core.urls import local_path


def write_text(*, slug: str, body: str) -> None:
    """Replace the text of a page, or restore the built-in text if `body` is empty."""
    text = text_of(slug)
    if not body:
        if text is not None:
            session.delete(text)
    elif text is None:
        session.add(SiteText(slug=slug, body=body, changed_at=clock.now()))
    else:
        text.body, text.changed_at = body, clock.now()
    session.flush()


def ask_again(*, slug: str) -> None:
    """Count a page as a new version, so that people are asked to agree to it."""
    first = insert(TextVersion).values(slug=slug, raised=1)
    session.execute(first.on_conflict_do_update(index_elements=["slug"], set_={"raised": TextVersion.raised + 1}))


def announce(
    *, text: str, link: str, is_on: bool, begins_at: datetime | None, ends_at: datetime | None
) -> Announcement:
    """Set the announcement above every page.

    Raises DomainError for an end that is not after the start, and for a link that leads neither to this site nor to a
    secure one.
    """
    if begins_at and ends_at and ends_at <= begins_at:
        raise DomainError(ContentErrorCode.ENDS_BEFORE_START)
    if link and not (local_path(link) or link.startswith("https://")):
        raise DomainError(ContentErrorCode.LINK_NOT_ALLOWED)
    announcement = current_announcement()
    if announcement is None:
        announcement = Announcement(id=1)
        session.add(announcement)
    announcement.text, announcement.link, announcement.is_on = text, link, is_on
    announcement.begins_at, announcement.ends_at = begins_at, ends_at
    session.flush()
    return announcement
