"""Forms that decide on submissions in review."""

from collections.abc import Callable

from app.accounts.models import User
from app.admin.enums import AuditAction
from app.admin.queries.approvals import one_pending, queue
from app.admin.views.review_page import review_page
from tests.admin.forms.sent import Sent
from tests.admin.waiting import make_waiting


def deciding(_admin: User) -> Sent:
    venue = make_waiting()
    data = {"decision": "approve", "stamp": stamp_of(venue.slug)}
    return Sent((AuditAction.VENUE_APPROVE,), {"key": venue.slug}, dict(data))


def approving_several(_admin: User) -> Sent:
    keys = [make_waiting().slug for _ in range(2)]
    return Sent(
        (AuditAction.VENUE_APPROVE, AuditAction.VENUE_APPROVE),
        {},
        {"key": keys, "stamp": [f"{key}~{stamp_of(key)}" for key in keys]},
    )


def stamp_of(key: str) -> str:
    """Return the stamp in the form on the approval page."""
    return review_page(one_pending(queue(), key)).stamp


TABLE: dict[str, Callable[[User], Sent]] = {
    "admin.approval": deciding,
    "admin.approve_several": approving_several,
}
