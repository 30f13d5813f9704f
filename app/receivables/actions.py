"""What follows for a venue if its owner's bank disputes a payment of invoices."""

from sqlalchemy import select

from app.core.db import session
from app.core.jobs import defer
from app.ledger.actions import Posting, debit
from app.ledger.enums import Account
from app.receivables.models import VenueSettlement


# An open dispute changes nothing: until the bank decides, the payment counts.
def follow_dispute(order_id: int, *, open_cents: int, lost_cents: int) -> list[Posting]:  # noqa: ARG001
    """Have a venue owe again what banks kept of its payment of invoices.

    The order must be locked. Returns what changes in the ledger. Repeating it changes nothing.
    """
    payment = session.scalars(select(VenueSettlement).where(VenueSettlement.order_id == order_id)).one()
    change, payment.lost_cents = lost_cents - payment.lost_cents, lost_cents
    session.flush()
    if change < 0:
        # The venue may have paid this once more, or a transfer may have kept it.
        lock = f"payouts.return_to_venue:{payment.venue_id}"
        defer("payouts.return_to_venue", lock=lock, venue_id=payment.venue_id)
    return [debit(Account.VENUE_RECEIVABLE, change, venue_id=payment.venue_id)]
