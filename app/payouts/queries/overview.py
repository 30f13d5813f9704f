"""What an owner sees of their money."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.bookings.enums import UPCOMING_STATES
from app.bookings.models.bookings import Booking
from app.bookings.models.venue_orders import VenueOrder
from app.bookings.queries.charges import charges_of
from app.commission.amounts import commission_cents
from app.core.db import session
from app.core.errors import NotFound
from app.ledger.enums import PAYABLE, Account
from app.ledger.models import LedgerPosting
from app.payouts.enums import PayoutStatus, TransferState
from app.payouts.errors import PayoutErrorCode
from app.payouts.models import Payout, Transfer, TransferReversal

PAYOUTS_PER_PAGE = 12
# Payouts that left the account at Stripe; the amount of others is still there.
LEFT = (PayoutStatus.PENDING, PayoutStatus.IN_TRANSIT, PayoutStatus.PAID)


@dataclass(frozen=True, slots=True)
class Overview:
    """A venue's money by where it is, in cents."""

    earned: int  # with us, not transferred yet, and what it no longer owes us after we have kept it
    owed: int  # what the venue owes us
    at_stripe: int  # in its account there, not paid out yet
    upcoming: int  # what upcoming bookings bring through us, after commission
    upcoming_bookings: int


@dataclass(frozen=True, slots=True)
class PayoutSums:
    """What a payout contains: bookings, and in cents, what guests paid and our commission."""

    bookings: int = 0
    charged: int = 0
    commission: int = 0


def overview(venue_id: int) -> Overview:
    """Return where a venue's money is. Four statements, five if there is any tax."""
    balance = func.sum(LedgerPosting.amount_cents)
    posted = dict(
        session.execute(
            select(LedgerPosting.account, balance)
            .where(
                LedgerPosting.account.in_((*PAYABLE, Account.VENUE_RECEIVABLE)),
                LedgerPosting.venue_id == venue_id,
            )
            .group_by(LedgerPosting.account)
        ).all()
    )
    upcoming, bookings = _upcoming(venue_id)
    owed = int(posted.get(Account.VENUE_RECEIVABLE, 0))
    return Overview(
        earned=max(0, -owed) - sum(int(posted.get(account, 0)) for account in PAYABLE),
        owed=max(0, owed),
        at_stripe=_at_stripe(venue_id),
        upcoming=upcoming,
        upcoming_bookings=bookings,
    )


def _at_stripe(venue_id: int) -> int:
    sent = select(func.coalesce(func.sum(Transfer.amount_cents), 0)).where(
        Transfer.venue_id == venue_id, Transfer.state == TransferState.MADE
    )
    back = (
        select(func.coalesce(func.sum(TransferReversal.amount_cents), 0))
        .join(Transfer, Transfer.id == TransferReversal.transfer_id)
        .where(Transfer.venue_id == venue_id, TransferReversal.state == TransferState.MADE)
    )
    paid = select(func.coalesce(func.sum(Payout.amount_cents), 0)).where(
        Payout.venue_id == venue_id, Payout.status.in_(LEFT)
    )
    found = session.execute(select(sent.scalar_subquery(), back.scalar_subquery(), paid.scalar_subquery())).one()
    return int(found[0] - found[1] - found[2])


def _upcoming(venue_id: int) -> tuple[int, int]:
    """Return what upcoming bookings bring through us after commission, in cents, and how many bring something.

    That is what guests paid online, less refunds, and what their cards are charged after the booking. Two statements,
    three if there is any tax.
    """
    rows = session.execute(
        select(Booking.id, Booking.payment_terms, Booking.later_cents, Booking.commission_bps)
        .join(VenueOrder, VenueOrder.id == Booking.venue_order_id)
        .where(VenueOrder.venue_id == venue_id, Booking.state.in_(UPCOMING_STATES))
    )
    brought: Counter[int] = Counter()
    for booking_id, terms, later_cents, rate_bps in rows:
        rest = later_cents if terms.charges_rest else 0
        brought[booking_id] = rest - commission_cents(rest, rate_bps)
    for charge in charges_of(brought):
        brought[charge.booking_id] += charge.cents - charge.tax_cents - charge.expected_commission_cents
    return brought.total(), sum(cents > 0 for cents in brought.values())


def payouts_of(venue_id: int, *, page: int) -> tuple[Sequence[Payout], bool]:
    """Return a page of a venue's payouts, newest first, and whether there are more. One statement."""
    found = session.scalars(
        select(Payout)
        .where(Payout.venue_id == venue_id)
        .order_by(Payout.arrives_on.desc(), Payout.id.desc())
        .offset((page - 1) * PAYOUTS_PER_PAGE)
        .limit(PAYOUTS_PER_PAGE + 1)
    ).all()
    return found[:PAYOUTS_PER_PAGE], len(found) > PAYOUTS_PER_PAGE


def sums_of(payout_ids: Sequence[int]) -> dict[int, PayoutSums]:
    """Return what each of these payouts contains. One statement."""
    earned = Transfer.amount_cents + Transfer.offset_cents + Transfer.commission_cents
    rows = session.execute(
        select(
            Transfer.payout_id,
            func.count(Transfer.booking_id.distinct()),
            # What is returned after a dispute, no guest paid for the payout.
            func.coalesce(func.sum(earned).filter(Transfer.dispute_id.is_(None)), 0),
            func.sum(Transfer.commission_cents),
        )
        .where(Transfer.payout_id.in_(payout_ids))
        .group_by(Transfer.payout_id)
    )
    return {
        payout_id: PayoutSums(bookings, int(charged), int(commission))
        for payout_id, bookings, charged, commission in rows
        if payout_id is not None
    }


def payout_of(venue_id: int, public_id: str) -> Payout:
    """Return one of a venue's payouts. Raises NotFound. One statement."""
    payout = session.scalar(select(Payout).where(Payout.venue_id == venue_id, Payout.public_id == public_id))
    if payout is None:
        raise NotFound(PayoutErrorCode.NO_SUCH_PAYOUT)
    return payout


def transfers_in_payout(payout: Payout, *, page: int, per_page: int) -> tuple[Sequence[Transfer], bool]:
    """Return a page of what a payout contains, with the bookings, and whether there is more. One statement."""
    found = session.scalars(
        select(Transfer)
        .where(Transfer.payout_id == payout.id)
        .order_by(Transfer.id)
        .offset((page - 1) * per_page)
        .limit(per_page + 1)
        .options(
            joinedload(Transfer.booking)
            .joinedload(Booking.venue_order)
            .options(joinedload(VenueOrder.order), joinedload(VenueOrder.guest)),
            joinedload(Transfer.dispute),
        )
    ).all()
    return found[:per_page], len(found) > per_page
