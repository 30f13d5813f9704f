"""Links from audit log entries to the pages of their subjects."""

from typing import Any

from flask import url_for

from app.accounts.models import User
from app.admin.enums import SubjectKind
from app.admin.models import AuditEntry

# The endpoint of each subject kind that has a page, and the name of its URL parameter.
PAGES: dict[str, tuple[str, str]] = {
    SubjectKind.CATEGORY: ("admin.category_edit", "category"),
    SubjectKind.TAG: ("admin.tag_edit", "tag"),
    SubjectKind.TEXT: ("admin.content_edit", "text"),
    SubjectKind.ORDER: ("admin.order_shown", "order_id"),
    SubjectKind.USER: ("admin.person_shown", "person_id"),
    SubjectKind.VENUE: ("admin.venue", "slug"),
}


def href_of(entry: AuditEntry) -> str | None:
    endpoint, name = PAGES.get(entry.subject_kind, ("", ""))
    values: dict[str, Any] = {name: entry.subject_key}
    return url_for(endpoint, **values) if endpoint and entry.subject_key else None


def person_page(user: User) -> str:
    return url_for("admin.person_shown", person_id=user.public_id)
