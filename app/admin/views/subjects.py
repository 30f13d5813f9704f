"""Where an admin reads more of what an act was about."""

from typing import Any

from flask import url_for

from app.admin.enums import Kind
from app.admin.models import AuditEntry

# The page of each kind of thing that has one, and what its address calls the thing.
PAGES: dict[str, tuple[str, str]] = {
    Kind.CATEGORY: ("admin.category_edit", "category"),
    Kind.TAG: ("admin.tag_edit", "tag"),
    Kind.TEXT: ("admin.text_edit", "text"),
    Kind.ORDER: ("admin.order_shown", "order_id"),
    Kind.USER: ("admin.person_shown", "person_id"),
    Kind.VENUE: ("admin.venue", "slug"),
}


def href_of(entry: AuditEntry) -> str | None:
    endpoint, name = PAGES.get(entry.subject_kind, ("", ""))
    values: dict[str, Any] = {name: entry.subject_key}
    return url_for(endpoint, **values) if endpoint and entry.subject_key else None
