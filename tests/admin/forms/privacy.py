"""Forms for privacy requests."""

from collections.abc import Callable

from app.accounts.models import User
from app.admin.enums import AuditAction
from app.privacy.actions.requests import add_request
from app.privacy.enums import RequestKind
from tests.admin.forms.sent import Sent
from tests.support import NOW


def adding(_admin: User) -> Sent:
    data: dict[str, object] = {"kind": "deletion", "person": "Robin Vale", "received_on": "2026-05-12"}
    return Sent((AuditAction.PRIVACY_ADD,), {}, data)


def completing(admin: User) -> Sent:
    request = add_request(
        kind=RequestKind.ACCESS, person="robin@example.com", received_on=NOW.date(), note="", by=admin
    )
    return Sent((AuditAction.PRIVACY_DONE,), {"request_id": request.public_id}, {"note": "Sent the copy."})


TABLE: dict[str, Callable[[User], Sent]] = {
    "admin.privacy_requests": adding,
    "admin.privacy_request_done": completing,
}
