"""Transfers for what expired of packages, which have no booking."""

from app.passes.queries import lock_passes
from app.payouts.actions.transfers import Part, awaits_response, is_payable, plan_part
from app.payouts.queries.passes import breakage_of, transfers_of_pass
from app.payouts.queries.transfers import account_of


def plan_pass_transfers(*, pass_id: int) -> None:
    """Bring the transfers for what has expired of a package up to date. Repeating it changes nothing.

    They come out of our balance, like what store credit pays. What isn't used
    by then was paid long ago, and other bookings may be drawing on that payment.
    """
    held = lock_passes([pass_id])[pass_id]
    known, breakage = transfers_of_pass(held.order_id), breakage_of(held)
    if breakage is None or any(awaits_response(transfer) for transfer in known):
        return
    account = account_of(held.venue_id, lock=True)
    part = Part(held.venue_id, None, held.order_id, None, breakage.cents, breakage.commission_cents)
    plan_part(part, known, can_send=account is not None and is_payable(account, breakage.at))
