"""Deals that are for so many visits only."""

from collections.abc import Mapping

from sqlalchemy import select

from app.db import session
from app.deals.models import Deal
from app.deals.queries import uses
from app.errors import Conflict


class UsedUp(Conflict):
    """A deal went to others before one's visits were held."""


def take_uses(*, wanted: Mapping[int, int]) -> None:
    """Before visits with deals are held: so many visits by the id of each deal. Who comes second waits here until the
    first has held hers or has not, and reads how many are left then.

    Raises UsedUp, which names the deal; the transaction must be rolled back then.
    """
    if not wanted:
        return
    # Always in one order, so that two carts with the same two deals do not wait for each other.
    limited = session.scalars(
        select(Deal)
        .where(Deal.id.in_(list(wanted)), Deal.max_uses.is_not(None))
        .order_by(Deal.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).all()
    if not limited:
        return
    # A statement of its own: it sees what was committed while this one waited for the lock.
    used = dict(session.execute(select(Deal.id, uses()).where(Deal.id.in_([deal.id for deal in limited]))).tuples())
    for deal in limited:
        if deal.max_uses is not None and used[deal.id] + wanted[deal.id] > deal.max_uses:
            raise UsedUp(
                f"“{deal.title}” has just been used up: it was for the first {deal.max_uses:,}."
                " See the price without it, and decide."
            )
