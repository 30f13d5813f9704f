"""The evidence of disputes, and which bookings they are about."""

from collections.abc import Mapping

from app.accounts.models import User
from app.admin.actions.orders import subject_of
from app.admin.actions.record import record
from app.admin.enums import AuditAction
from app.core.errors import Conflict
from app.core.formats import usd
from app.disputes.actions.evidence import save_evidence, submit
from app.disputes.actions.reading import correct
from app.disputes.errors import DisputeErrorCode
from app.disputes.models import Dispute


def write_evidence(
    *, dispute: Dispute, texts: Mapping[str, str], version: int, is_complete: bool, submits: bool, admin: User
) -> None:
    """Save the evidence of a dispute, and submit it to the bank if `submits`.

    Raises Conflict if it was submitted, the dispute is decided, its payment is unknown, or someone else changed it.
    """
    if dispute.order is None:
        raise Conflict(DisputeErrorCode.ALREADY_DECIDED)
    save_evidence(dispute=dispute, texts=texts, version=version, is_complete=is_complete)
    action = AuditAction.ORDER_WRITE_EVIDENCE
    if submits:
        submit(dispute=dispute)
        action = AuditAction.ORDER_SUBMIT_EVIDENCE
    after = {"dispute": dispute.public_id, "fields": ", ".join(name for name, text in texts.items() if text.strip())}
    record(admin=admin, action=action, subject=subject_of(dispute.order), before={}, after=after)


def allocate(*, dispute: Dispute, cents_by_booking: Mapping[str, int], admin: User) -> None:
    """Say how much of a dispute is about each booking, by booking number.

    Raises Conflict once it is decided or if its payment is unknown, DomainError for more than is possible.
    """
    order = dispute.order
    if order is None:
        raise Conflict(DisputeErrorCode.ALREADY_DECIDED)
    before = {one.booking.public_id: usd(one.amount_cents) for one in dispute.allocations}
    correct(dispute_id=dispute.id, order_id=order.id, cents_by_booking=cents_by_booking)
    after = {number: usd(cents) for number, cents in cents_by_booking.items() if cents}
    subject = subject_of(order)
    shown = {"bookings": ", ".join(f"{number} {cents}" for number, cents in before.items())}
    changed = {"bookings": ", ".join(f"{number} {cents}" for number, cents in after.items())}
    record(admin=admin, action=AuditAction.ORDER_ALLOCATE_DISPUTE, subject=subject, before=shown, after=changed)
