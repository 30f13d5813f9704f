"""Forms for sitewide deals."""

from collections.abc import Callable

from flask import current_app

from app.accounts.models import User
from app.admin.enums import AuditAction
from app.admin.forms.deals import platform_form
from app.deals.actions.end import end_deal
from app.deals.actions.platform import create_platform_deal
from app.deals.actions.terms import Terms
from app.deals.enums import DealKind
from app.deals.models import Deal
from app.deals.queries.deals import deal_by_public_id
from tests.admin.forms.sent import Sent
from tests.factories import make_deal
from tests.support import NOW

TYPED = {
    "kind": "percent",
    "amount": "10",
    "title": "Welcome",
    "code": "WELCOME",
    "funder": "platform",
    "operation": "save",
}


def adding(_admin: User) -> Sent:
    return Sent((AuditAction.DEAL_ADD,), {}, TYPED)


def editing(_admin: User) -> Sent:
    deal = create_platform_deal(terms=Terms(title="Welcome", kind=DealKind.PERCENT, amount=10, valid_from=NOW))
    with current_app.test_request_context():
        seen = str(platform_form(deal_by_public_id(deal.public_id)).seen.data)
    return Sent((AuditAction.DEAL_EDIT,), {"deal_id": deal.public_id}, {**TYPED, "amount": "20", "seen": seen})


def ending(_admin: User) -> Sent:
    return Sent((AuditAction.DEAL_END,), {"deal_id": make_deal(percent=10).public_id})


def resuming(_admin: User) -> Sent:
    deal: Deal = make_deal(percent=10)
    end_deal(deal=deal)
    return Sent((AuditAction.DEAL_RESUME,), {"deal_id": deal.public_id})


TABLE: dict[str, Callable[[User], Sent]] = {
    "admin.deal_add": adding,
    "admin.deal_edit": editing,
    "admin.deal_end": ending,
    "admin.deal_resume": resuming,
}
