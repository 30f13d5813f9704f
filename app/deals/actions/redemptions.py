"""Deals with a limited number of bookings."""

from collections.abc import Collection, Mapping

from sqlalchemy import select

from app.core.db import session
from app.core.errors import Conflict
from app.deals.errors import DealErrorCode
from app.deals.models import Deal
from app.deals.queries.prices import uses_except


class DealExhausted(Conflict):
    """Other guests used up a deal before this guest's bookings were held."""


def redeem(*, wanted: Mapping[int, int], except_bookings: Collection[int] = ()) -> None:
    """Check that limited deals have enough uses left, before bookings get their prices.

    `wanted` has the number of bookings by deal id. A concurrent checkout waits here until the first one commits or
    rolls back, and then reads how many are left. `except_bookings` are bookings whose uses do not count: those of a
    booking being rescheduled.

    Lock deals after venues, and before people and rooms, as everywhere else. Raises DealExhausted, which names the
    deal; the transaction must then be rolled back.
    """
    if not wanted:
        return
    # Always in the same order, so that two carts with the same two deals cannot deadlock.
    limited = session.execute(
        select(Deal.id, Deal.title, Deal.max_uses)
        .where(Deal.id.in_(list(wanted)), Deal.max_uses.is_not(None))
        .order_by(Deal.id)
        .with_for_update(key_share=True)
    ).all()
    if not limited:
        return
    # A separate statement, so that it sees what was committed while this transaction waited for the lock.
    counted = session.execute(
        select(Deal.id, uses_except(except_bookings)).where(Deal.id.in_([row[0] for row in limited]))
    )
    used = {row[0]: row[1] for row in counted}
    for deal_id, title, most in limited:
        if most is not None and used[deal_id] + wanted[deal_id] > most:
            raise DealExhausted(DealErrorCode.LIMIT_REACHED, num=most, deal=title, number=most)
