"""Forms for invoices to venues."""

from collections.abc import Callable

from app.accounts.models import User
from app.admin.enums import AuditAction
from tests.admin.forms.sent import Sent
from tests.factories import make_venue
from tests.sale_factories import make_settlement, make_venue_invoice


def receiving(_admin: User) -> Sent:
    paid = {"amount": "20", "paid_on": "2026-05-10", "reference": "Wire 7"}
    return Sent((AuditAction.FINANCE_RECEIVE,), {"invoice_id": make_venue_invoice(make_venue()).public_id}, paid)


def writing_off(_admin: User) -> Sent:
    lost = {"loss": "20", "reason": "The venue closed."}
    return Sent((AuditAction.FINANCE_WRITE_OFF,), {"invoice_id": make_venue_invoice(make_venue()).public_id}, lost)


def undoing(admin: User) -> Sent:
    venue = make_venue()
    make_venue_invoice(venue)
    made = make_settlement(venue, admin)
    return Sent((AuditAction.FINANCE_UNDO_SETTLEMENT,), {"settlement_id": made.public_id}, {"why": "Recorded twice."})


TABLE: dict[str, Callable[[User], Sent]] = {
    "admin.invoice_pay": receiving,
    "admin.invoice_write_off": writing_off,
    "admin.settlement_undo": undoing,
}
