"""The ledger entries of payments and refunds."""

from app.bookings.models.refunds import Refund
from app.ledger.actions import Entry, credit, debit, record_entries
from app.ledger.enums import Account, LedgerEvent
from app.payments.models import Payment
from app.payments.queries import amounts_by_booking


def record_payment(payment: Payment) -> None:
    """Record in the ledger that the guest's money is at Stripe, and for which bookings or gift card we owe it."""
    prepaid = [
        credit(owed_in(booking_id), cents, booking_id=booking_id)
        for booking_id, cents in amounts_by_booking(payment.order_id).items()
    ]
    cash = debit(Account.CASH_AT_STRIPE, payment.amount_cents)
    record_entries([Entry(LedgerEvent.PAYMENT, str(payment.id), [cash, *prepaid])])


def owed_in(booking_id: int | None) -> Account:
    """Return the account of what we owe for a booking, or without one, for a gift card."""
    return Account.GIFT_CARD_LIABILITY if booking_id is None else Account.GUEST_PREPAYMENTS


def record_refund(refund: Refund, event: LedgerEvent, cents: int) -> None:
    """Record in the ledger that Stripe took `cents` for a refund, or put them back if negative."""
    owed = debit(owed_in(refund.booking_id), cents, booking_id=refund.booking_id)
    record_entries([Entry(event, str(refund.id), [owed, credit(Account.CASH_AT_STRIPE, cents)])])
