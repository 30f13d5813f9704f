"""Deals that are for so many visits only."""

from collections.abc import Collection, Mapping

from flask_babel import ngettext
from sqlalchemy import select

from app.db import session
from app.deals.models import Deal
from app.deals.queries import uses
from app.errors import Conflict


class DealExhausted(Conflict):
    """A deal went to others before one's visits were held."""


def redeem(*, wanted: Mapping[int, int], except_bookings: Collection[int] = ()) -> None:
    """Before visits get a deal's price: so many visits by the id of each deal. Who comes second waits here until the
    first has hers or has not, and reads how many are left then. `except_items` are booking items whose uses do not
    count: those of a visit that moves.

    Lock deals after venues, and before people and rooms, as everybody does. Raises UsedUp, which names the deal; the
    transaction must be rolled back then.
    """
    if not wanted:
        return
    # Always in one order, so that two carts with the same two deals do not wait for each other.
    limited = session.execute(
        select(Deal.id, Deal.title, Deal.max_uses)
        .where(Deal.id.in_(list(wanted)), Deal.max_uses.is_not(None))
        .order_by(Deal.id)
        .with_for_update(key_share=True)
    ).all()
    if not limited:
        return
    # A statement of its own: it sees what was committed while this one waited for the lock.
    counted = session.execute(select(Deal.id, uses(except_bookings)).where(Deal.id.in_([row[0] for row in limited])))
    used = {row[0]: row[1] for row in counted}
    for deal_id, title, most in limited:
        if most is not None and used[deal_id] + wanted[deal_id] > most:
            raise DealExhausted(
                ngettext(
                    "“%(deal)s” just reached its limit of %(number)s booking. Check the price without it.",
                    "“%(deal)s” just reached its limit of %(number)s bookings. Check the price without it.",
                    most,
                    deal=title,
                    number=f"{most:,}",
                )
            )
