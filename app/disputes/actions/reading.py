"""What we know about a dispute once we have read it from Stripe: its money, its bookings, and what follows.

Nothing here makes network calls: see gateway_flows.py.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from app.bookings.enums import RefundState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order, OrderLine
from app.bookings.models.refunds import Refund
from app.bookings.queries.orders import lock_order
from app.core import clock
from app.core.db import session
from app.core.jobs import defer, defer_once
from app.core.logs import log
from app.disputes.actions.allocation import allocate_by_default, correct_allocation
from app.disputes.actions.kept_refunds import recover_kept
from app.disputes.actions.losses import record_loss
from app.disputes.enums import INQUIRIES, DisputeStatus
from app.disputes.gateway import GatewayDispute, Movement
from app.disputes.models import Dispute, dispute_code
from app.disputes.queries.disputes import blocked_refunds, blocks_refunds, lock_dispute, order_of_intent, venues_of
from app.ledger.actions import Entry, credit, debit, record_entries
from app.ledger.enums import Account, LedgerEvent
from app.payments.actions import fail_refund

# Why a refund failed, as Stripe names it.
BANK_HAS_IT = "charge_disputed"


def read_soon(stripe_id: str) -> None:
    """Defer the job that reads a dispute, unless one is waiting."""
    defer_once("disputes.read", lock=f"disputes.read:{stripe_id}", dispute_id=stripe_id)


def note_dispute(*, seen: GatewayDispute, asked_at: datetime) -> bool:
    """Save a dispute as Stripe showed it, and do what follows: move money in the ledger, block refunds, tell people.

    `asked_at` is when we asked: what we know from later stays. Repeating it changes nothing. Returns whether this did.
    """
    order_id = order_of_intent(seen.payment_intent_id)
    if order_id is not None:
        _lock_order(order_id)
    is_new, dispute = _upsert(seen)
    if not is_new and dispute.read_at > asked_at:
        return False
    before, was_taken = _standing(dispute), dispute.withdrawn_cents > 0
    is_found = not is_new and dispute.order_id is None and order_id is not None
    _save(dispute, seen, order_id, asked_at)
    _record_movements(seen.movements)
    if not was_taken or not dispute.allocations:
        allocate_by_default(dispute)
    record_loss(dispute, dispute.taken_cents if dispute.settled_at else 0)
    recover_kept(dispute)
    if order_id is not None:
        block_or_release(order_id)
    has_changed = is_new or is_found or before != _standing(dispute)
    if has_changed:
        _follow_up(dispute)
        _tell_change(dispute, before[0] if not is_new else None, was_settled=before[2] is not None)
    if is_found:  # until now, nobody knew whose it is
        _tell_owners(dispute, "closed" if dispute.settled_at else "opened")
    session.flush()
    return has_changed


def _standing(dispute: Dispute) -> tuple[DisputeStatus, int, datetime | None]:
    return dispute.status, dispute.taken_cents, dispute.settled_at


def _lock_order(order_id: int) -> None:
    """Lock everything of an order that a dispute may change: its refunds, itself, and its bookings."""
    session.scalars(select(Refund.id).where(Refund.order_id == order_id).order_by(Refund.id).with_for_update()).all()
    lock_order(order_id)
    charged = select(OrderLine.booking_id).where(OrderLine.order_id == order_id)
    session.scalars(
        select(Booking)
        .where(Booking.id.in_(charged))
        .order_by(Booking.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    # What the session knows of its refunds may be from before the locks.
    session.scalars(select(Refund).where(Refund.order_id == order_id).execution_options(populate_existing=True)).all()


def _upsert(seen: GatewayDispute) -> tuple[bool, Dispute]:
    """Return whether a dispute is new to us, and the dispute, locked."""
    created = session.scalar(
        insert(Dispute)
        .values(
            public_id=dispute_code(),
            stripe_id=seen.id,
            status=seen.status,
            amount_cents=seen.cents,
            opened_at=seen.opened_at,
            read_at=clock.now(),
        )
        .on_conflict_do_nothing(index_elements=["stripe_id"])
        .returning(Dispute.id)
    )
    dispute = lock_dispute(seen.id)
    if dispute is None:
        raise LookupError(seen.id)
    return created is not None, dispute


def _save(dispute: Dispute, seen: GatewayDispute, order_id: int | None, asked_at: datetime) -> None:
    if order_id is None:
        log.error("a dispute of a payment that we don't know", dispute=seen.id, payment=seen.payment_intent_id)
    dispute.order_id = order_id
    dispute.payment_intent_id, dispute.status, dispute.reason = seen.payment_intent_id, seen.status, seen.reason
    dispute.amount_cents, dispute.due_by, dispute.read_at = seen.cents, seen.due_by, asked_at
    dispute.withdrawn_cents = -sum(each.cents for each in seen.movements if each.cents < 0)
    dispute.reinstated_cents = sum(each.cents for each in seen.movements if each.cents > 0)
    dispute.fee_cents = sum(each.fee_cents for each in seen.movements)
    if not _is_settled(dispute):
        dispute.settled_at = None
    elif dispute.settled_at is None:
        dispute.settled_at = clock.now()
    session.flush()


def _is_settled(dispute: Dispute) -> bool:
    """Return whether a dispute is decided, and its money has moved. A won one may still be getting its money back."""
    awaits_money = dispute.status is DisputeStatus.WON and dispute.withdrawn_cents and not dispute.reinstated_cents
    return dispute.is_closed and not awaits_money


def _record_movements(movements: Sequence[Movement]) -> None:
    """Record in the ledger what banks took and gave back, and Stripe's fees for it."""
    entries = []
    for each in movements:
        event = LedgerEvent.DISPUTE_WITHDRAWN if each.cents < 0 else LedgerEvent.DISPUTE_REINSTATED
        taken = [debit(Account.DISPUTES, -each.cents), credit(Account.CASH_AT_STRIPE, -each.cents)]
        fee = [debit(Account.STRIPE_FEES, each.fee_cents), credit(Account.CASH_AT_STRIPE, each.fee_cents)]
        entries += [Entry(event, each.id, taken), Entry(LedgerEvent.DISPUTE_FEE, each.id, fee)]
    record_entries(entries)


def block_or_release(order_id: int) -> None:
    """Block the refunds of an order while a bank decides who gets its payment, and release them afterward.

    Its refunds and the order must be locked.
    """
    order = session.get_one(Order, order_id)
    order.refunds_blocked = blocks_refunds(order_id)
    session.flush()
    if order.refunds_blocked:
        session.execute(
            update(Refund)
            .where(Refund.order_id == order_id, Refund.state == RefundState.DUE)
            .values(state=RefundState.BLOCKED)
        )
        return
    for refund in blocked_refunds(order_id):
        refund.state = RefundState.DUE
        defer("payments.pay_refund", refund_id=refund.id)
    session.flush()


def _follow_up(dispute: Dispute) -> None:
    """Defer the jobs that hold the venues' money back, take it back, or send it after all."""
    for one in dispute.allocations:
        defer("payouts.pay_booking", lock=f"payouts.pay_booking:{one.booking_id}", booking_id=one.booking_id)


def _tell_change(dispute: Dispute, before: DisputeStatus | None, *, was_settled: bool) -> None:
    """Tell people that a dispute was opened, that an inquiry became one, or that it is over."""
    if dispute.settled_at is not None:
        if not was_settled:
            tell(dispute, "closed")
    elif before is None or (before in INQUIRIES and dispute.status not in INQUIRIES):
        tell(dispute, "opened")


def tell(dispute: Dispute, kind: str) -> None:
    """Defer the emails about a dispute: to all admins, and to the owners of the venues that it is about."""
    defer("dispute_pages.email_admins", dispute_id=dispute.id, kind=kind)
    _tell_owners(dispute, kind)


def _tell_owners(dispute: Dispute, kind: str) -> None:
    for venue_id in venues_of(dispute.id):
        defer("dispute_pages.email_owner", dispute_id=dispute.id, venue_id=venue_id, kind=kind)


def correct(*, dispute_id: int, order_id: int, cents_by_booking: Mapping[str, int]) -> None:
    """Allocate a dispute as an admin says, by booking number, and hold what venues earned accordingly.

    Raises Conflict once it is decided, DomainError for more than is disputed or was paid for a booking.
    """
    _lock_order(order_id)
    dispute = lock_dispute(session.get_one(Dispute, dispute_id).stripe_id)
    if dispute is None:
        raise LookupError(dispute_id)
    ids = session.execute(select(Booking.public_id, Booking.id).where(Booking.public_id.in_(cents_by_booking)))
    _follow_up(dispute)
    correct_allocation(dispute, {booking_id: cents_by_booking[number] for number, booking_id in ids})
    _follow_up(dispute)


def fail_refused(*, refund_id: int) -> None:
    """Have a refund fail that Stripe refused though no open dispute blocks it: an admin has to look at it."""
    refund = session.get_one(Refund, refund_id, with_for_update=True, populate_existing=True)
    if refund.state in {RefundState.BLOCKED, RefundState.DUE} and not blocks_refunds(refund.order_id):
        fail_refund(refund_id=refund_id, why=BANK_HAS_IT)
