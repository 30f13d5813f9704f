"""The ledger entries of payments and refunds."""

from sqlalchemy import select

from app.bookings.models.refunds import Refund
from app.core.db import session
from app.ledger.actions import Entry, Posting, credit, debit, record_entries
from app.ledger.enums import Account, LedgerEvent
from app.passes.models import Pass
from app.payments.models import Payment
from app.payments.queries import amounts_by_booking
from app.receivables.queries import venue_that_pays


def record_payment(payment: Payment) -> None:
    """Record in the ledger that the guest's money is at Stripe, and for which bookings, gift card or package."""
    prepaid = [
        owed(payment.order_id, booking_id, -cents) for booking_id, cents in amounts_by_booking(payment.order_id).items()
    ]
    cash = debit(Account.CASH_AT_STRIPE, payment.amount_cents)
    record_entries([Entry(LedgerEvent.PAYMENT, str(payment.id), [cash, *prepaid])])


def owed(order_id: int, booking_id: int | None, cents: int) -> Posting:
    """Return the posting that changes what we owe for a booking, or without one, for a package or a gift card.

    A payment of an invoice changes what its venue owes us.
    """
    if booking_id is not None:
        return debit(Account.GUEST_PREPAYMENTS, cents, booking_id=booking_id)
    venue_id = session.scalar(select(Pass.venue_id).where(Pass.order_id == order_id))
    if venue_id is not None:
        return debit(Account.UNEARNED_REVENUE, cents, venue_id=venue_id)
    venue_id = venue_that_pays(order_id)
    if venue_id is not None:
        return debit(Account.VENUE_RECEIVABLE, cents, venue_id=venue_id)
    return debit(Account.GIFT_CARD_LIABILITY, cents)


def record_refund(refund: Refund, event: LedgerEvent, cents: int) -> None:
    """Record in the ledger that Stripe took `cents` for a refund, or put them back if negative."""
    less = owed(refund.order_id, refund.booking_id, cents)
    record_entries([Entry(event, str(refund.id), [less, credit(Account.CASH_AT_STRIPE, cents)])])
