"""Edits to site content, each recorded in the audit log, which holds the earlier versions and can restore them."""

from datetime import datetime

from app.accounts.models import User
from app.admin.actions.record import Subject, record, values_of
from app.admin.enums import AuditAction, SubjectKind
from app.content import actions as pages
from app.content.queries import current_announcement, text_of

ANNOUNCED = ("text", "link", "is_on", "begins_at", "ends_at")


def write_text(
    *, slug: str, title: str, body: str, admin: User, restored: bool = False, asks_again: bool = False
) -> None:
    """Save the text of a page. An empty `body` restores the text that ships with the site.

    With `asks_again`, everyone who agreed to the page is asked to agree to the new text.
    """
    stands = text_of(slug)
    before = stands.body if stands else ""
    pages.write_text(slug=slug, body=body)
    if asks_again:
        pages.ask_again(slug=slug)
    action = AuditAction.TEXT_RESTORE if restored else AuditAction.TEXT_EDIT
    subject = Subject(SubjectKind.TEXT, None, title, key=slug)
    after: dict[str, object] = {"body": body, **({"people_asked_to_agree": True} if asks_again else {})}
    record(admin=admin, action=action, subject=subject, before={"body": before}, after=after)


def announce(
    *, text: str, link: str, is_on: bool, begins_at: datetime | None, ends_at: datetime | None, admin: User
) -> None:
    """Save the announcement. Raises DomainError if its times make no sense or its link is invalid."""
    stands = current_announcement()
    before = values_of(stands, *ANNOUNCED) if stands else {}
    announcement = pages.announce(text=text, link=link, is_on=is_on, begins_at=begins_at, ends_at=ends_at)
    subject = Subject(SubjectKind.TEXT, None, "Announcement", key="announcement")
    record(
        admin=admin,
        action=AuditAction.TEXT_ANNOUNCE,
        subject=subject,
        before=before,
        after=values_of(announcement, *ANNOUNCED),
    )
