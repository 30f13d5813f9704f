"""What settled what a venue owes us."""

from datetime import date

from app.accounts.models import User
from app.admin.actions.record import Subject, record
from app.admin.enums import AuditAction, SubjectKind
from app.core.formats import usd
from app.invoices.actions import NewSettlement, settle
from app.receivables.enums import SettlementKind
from app.receivables.models import VenueInvoice, VenueSettlement

ACTIONS = {
    SettlementKind.BANK: AuditAction.FINANCE_RECEIVE,
    SettlementKind.WRITE_OFF: AuditAction.FINANCE_WRITE_OFF,
}


def settle_invoice(*, invoice: VenueInvoice, new: NewSettlement, today: date, admin: User) -> VenueSettlement:
    """Record a payment to our bank, or a write-off, for an invoice's venue. Raises DomainError if it's too much."""
    settlement = settle(new, venue_id=invoice.venue_id, user_id=admin.id, today=today)
    record(
        admin=admin,
        action=ACTIONS[new.kind],
        subject=Subject(SubjectKind.FINANCE, invoice.id, f"Invoice {invoice.name}", key=invoice.public_id),
        before={},
        after={"amount": usd(new.cents), "paid_on": new.settled_on, "reference": new.reference},
    )
    return settlement
