"""What a lost dispute means for bookings: the bank has refunded the guest, and we must not do it again."""

from collections.abc import Sequence

from app.bookings import stored_texts
from app.bookings.actions.earnings import record_earnings
from app.bookings.enums import RefundState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.models.refunds import Refund
from app.bookings.queries.refunds import refundable_by_order, refundable_by_source
from app.core import clock
from app.core.db import session
from app.disputes.actions.prepaid import follow_prepaid, is_prepaid
from app.disputes.models import Dispute
from app.disputes.queries.disputes import owed_refunds, settled_refunds
from app.disputes.queries.held import parts_of
from app.ledger.actions import Entry, Posting, credit, debit, record_entries
from app.ledger.enums import Account, LedgerEvent
from app.payments.entries import owed
from app.tax.amounts import share


def record_loss(dispute: Dispute, cents: int) -> None:
    """Bring the refunds of bookings, their earnings, and the ledger up to date with what is lost of a dispute.

    The bookings must be locked. Repeating it changes nothing.
    """
    parts = _spread(dispute, cents)
    changes = {booking_id: _settle(dispute, booking_id, part) for booking_id, part in parts.items()}
    session.flush()
    borne = sum(refund.amount_cents for booking_id in changes for refund in settled_refunds(dispute.id, booking_id))
    prepaid = _end_prepaid(dispute, cents)
    dispute.ended_cents += sum(each.amount_cents for each in prepaid)
    written_off, dispute.written_off_cents = dispute.written_off_cents, cents - borne - dispute.ended_cents
    _record(dispute, changes, [*prepaid, debit(Account.WRITE_OFFS, dispute.written_off_cents - written_off)])
    if any(changes.values()):
        record_earnings([booking_id for booking_id, change in changes.items() if change])


def _spread(dispute: Dispute, cents: int) -> dict[int, int]:
    """Return how much of a loss is about each booking, never more than its payment has room for.

    What one has no room for is about the others. We bear only what the bank took beyond the payment, or what an admin
    left to us.
    """
    parts = parts_of(dispute, cents)
    room = {booking_id: _room(dispute, booking_id) for booking_id in parts}
    found = {booking_id: min(part, room[booking_id]) for booking_id, part in parts.items()}
    rest = (sum(parts.values()) if dispute.is_corrected else cents) - sum(found.values())
    for booking_id, part in found.items():
        more = min(rest, room[booking_id] - part)
        found[booking_id] = part + more
        rest -= more
    return found


def _room(dispute: Dispute, booking_id: int) -> int:
    """Return how much of the payment for a booking the bank can have refunded: what nobody else got of it."""
    order_id = dispute.order_id or 0
    ours = [*settled_refunds(dispute.id, booking_id), *owed_refunds(order_id, booking_id)]
    left = dict(refundable_by_order(session.get_one(Booking, booking_id))).get(order_id, 0)
    # A failed refund is still a part of what is left.
    return left + sum(refund.amount_cents for refund in ours if refund.state is not RefundState.FAILED)


def _end_prepaid(dispute: Dispute, cents: int) -> list[Posting]:
    """End what the order has paid for ahead, its refunds first. Returns what changes in the ledger."""
    order = session.get(Order, dispute.order_id) if dispute.order_id else None
    if order is None or not is_prepaid(order):
        return []
    known = settled_refunds(dispute.id, None)
    change = cents - sum(refund.amount_cents for refund in known)
    if change < 0:
        _undo(known, -change)
    else:
        change = _settle_owed(dispute, None, change)
    session.flush()
    return [owed(order.id, None, change), *follow_prepaid(order)]


def _record(dispute: Dispute, changes: dict[int, int], others: Sequence[Posting]) -> None:
    postings = [
        debit(Account.GUEST_PREPAYMENTS, change, booking_id=booking_id) for booking_id, change in changes.items()
    ]
    postings += others
    if not any(each.amount_cents for each in postings):
        return
    dispute.loss_entries += 1
    postings.append(credit(Account.DISPUTES, sum(each.amount_cents for each in postings)))
    record_entries([Entry(LedgerEvent.DISPUTE_LOST, f"{dispute.id}:{dispute.loss_entries}", postings)])


def _settle(dispute: Dispute, booking_id: int, cents: int) -> int:
    """Have `cents` of a booking count as refunded by the bank. Returns the change.

    Refunds that the guest has yet to get come first: they have them now. The rest was requested by nobody. It is never
    more than what is left of the payment.
    """
    known, order_id = settled_refunds(dispute.id, booking_id), dispute.order_id or 0
    change = cents - sum(refund.amount_cents for refund in known)
    if change < 0:
        _undo(known, -change)
        return change
    settled = _settle_owed(dispute, booking_id, change)
    parts = [each for each in refundable_by_source(session.get_one(Booking, booking_id)) if each.order_id == order_id]
    left = sum(each.cents for each in parts)
    part = max(0, min(change - settled, left))
    if part:
        tax = share(sum(each.tax_cents for each in parts), part, left)
        taken = _part(booking_id, order_id, part, RefundState.CHARGED_BACK, str(stored_texts.DISPUTE_LOST), tax)
        taken.dispute_id, taken.ended_at = dispute.id, clock.now()
        _add(taken)
    return settled + part


def _settle_owed(dispute: Dispute, booking_id: int | None, cents: int) -> int:
    """Settle up to `cents` of the refunds that the guest still has to get, the oldest first. Returns how much."""
    left = cents
    for refund in owed_refunds(dispute.order_id or 0, booking_id):
        part = min(left, refund.amount_cents)
        left -= part
        if part and refund.state is RefundState.FAILED:
            _split_failed(dispute, refund, part)
        elif part:
            _split(refund, part, RefundState.SETTLED, dispute.id)
    return cents - left


def _undo(settled: Sequence[Refund], cents: int) -> None:
    """Take back `cents`, because the bank gave it back after all. What was requested waits again."""
    for refund in sorted(settled, key=lambda one: (one.state is RefundState.SETTLED, -one.id)):
        part = min(cents, refund.amount_cents)
        cents -= part
        if part and refund.state is RefundState.SETTLED:
            _split(refund, part, RefundState.BLOCKED, None)
        elif part == refund.amount_cents:
            session.delete(refund)
        else:
            refund.tax_cents -= share(refund.tax_cents, part, refund.amount_cents)
            refund.amount_cents -= part
    session.flush()


def _split(refund: Refund, part: int, state: RefundState, dispute_id: int | None) -> None:
    """Give a part of a refund another state; what is left stays as it is."""
    one = refund
    if part < refund.amount_cents:
        tax = share(refund.tax_cents, part, refund.amount_cents)
        refund.amount_cents, refund.tax_cents = refund.amount_cents - part, refund.tax_cents - tax
        session.flush()
        one = _part(refund.booking_id, refund.order_id, part, state, refund.reason, tax)
    one.state, one.dispute_id = state, dispute_id
    one.ended_at = clock.now() if state is RefundState.SETTLED else None
    _add(one)


def _split_failed(dispute: Dispute, failed: Refund, part: int) -> None:
    """Settle a part of a refund that failed, as a retry. What is left of it has failed as before."""
    where = failed.booking_id, failed.order_id
    tax = share(failed.tax_cents, part, failed.amount_cents)
    retry = _part(*where, part, RefundState.SETTLED, failed.reason, tax)
    retry.retries_id, retry.dispute_id, retry.ended_at = failed.id, dispute.id, clock.now()
    _add(retry)
    if part < failed.amount_cents:
        rest = _part(*where, failed.amount_cents - part, RefundState.FAILED, failed.reason, failed.tax_cents - tax)
        rest.failure, rest.ended_at = failed.failure, failed.ended_at
        _add(rest)


def _part(booking_id: int | None, order_id: int, cents: int, state: RefundState, reason: str, tax_cents: int) -> Refund:
    of = {"booking_id": booking_id, "order_id": order_id, "state": state, "reason": reason}
    return Refund(amount_cents=cents, tax_cents=tax_cents, **of)


def _add(refund: Refund) -> None:
    refund.created_at = refund.created_at or clock.now()
    session.add(refund)
    session.flush()
