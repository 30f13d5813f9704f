"""Transfers that return to a venue what it no longer owes us, after it paid that or another transfer kept it.

A bank may give the money of a dispute back long after we lost it. No booking of the venue was paid with that money, so
none can be transferred again.
"""

from app.core import clock
from app.core.db import session
from app.payouts.actions.transfers import can_be_paid
from app.payouts.enums import TransferState
from app.payouts.models import Transfer
from app.payouts.queries.returns import last_dispute, open_returns, to_return
from app.payouts.queries.transfers import account_of


def plan_return(*, venue_id: int) -> None:
    """Bring the transfer up to date that returns to a venue what it no longer owes. Repeating it changes nothing.

    It comes out of our balance, and names the last dispute that lowered the debt. Does nothing while Stripe's response
    to an earlier one is missing.
    """
    account, known = account_of(venue_id, lock=True), open_returns(venue_id)
    if account is None or any(transfer.state is TransferState.SENT for transfer in known):
        return
    for never_sent in known:
        session.delete(never_sent)
    session.flush()
    cents, dispute_id = to_return(venue_id), last_dispute(venue_id)
    if cents > 0 and dispute_id is not None and can_be_paid(account):
        session.add(Transfer(venue_id=venue_id, dispute_id=dispute_id, amount_cents=cents, created_at=clock.now()))
        session.flush()
