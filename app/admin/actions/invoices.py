"""What settled what a venue owes us."""

from datetime import date

from app.accounts.models import User
from app.admin.actions.record import Subject, record
from app.admin.enums import AuditAction, SubjectKind
from app.core.formats import usd
from app.invoices.actions import NewSettlement, settle, undo_settlement
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


def undo(*, settlement_id: str, why: str, admin: User) -> VenueSettlement:
    """Undo a bank payment or a write-off that was recorded by mistake."""
    settlement = undo_settlement(public_id=settlement_id, why=why, user_id=admin.id)
    name = f"{settlement.public_id} of {settlement.venue.name}"
    record(
        admin=admin,
        action=AuditAction.FINANCE_UNDO_SETTLEMENT,
        subject=Subject(SubjectKind.FINANCE, None, name, key=settlement.public_id),
        before={"amount": usd(settlement.amount_cents), "reference": settlement.reference},
        after={},
        reason=why,
    )
    return settlement
