"""Asking guests once, after a booking, whether they want to tip."""

from itertools import groupby

from sqlalchemy.dialects.postgresql import insert

from app.core import clock
from app.core.db import session
from app.core.jobs import defer
from app.tip_offers.models import TipOffer
from app.tip_offers.queries import due


def offer_tips() -> int:
    """Schedule the emails that are due now and return how many. Concurrent calls schedule each only once."""
    found = due()
    if not found:
        return 0
    rows = [{"booking_id": each.booking_id, "at": clock.now()} for each in found]
    # A concurrent call waits for the rows of the first one and then inserts none of its own.
    new = set(
        session.scalars(insert(TipOffer).values(rows).on_conflict_do_nothing().returning(TipOffer.booking_id)).all()
    )
    emails = 0
    fresh = [each for each in found if each.booking_id in new]
    for _same, together in groupby(fresh, key=lambda each: (each.venue_order_id, each.day)):
        defer("tip_offers.email", booking_ids=",".join(str(each.booking_id) for each in together))
        emails += 1
    return emails
