"""The report that times at a venue may have become available for its waitlist."""

from app.core.jobs import defer
from app.waitlist.queries import has_waitlist

LOOK = "waitlist.offer_next"


def on_slot_freed(venue_id: int) -> None:
    """Report that times at a venue may have become available: a job then makes offers in turn. Costs one statement if
    the waitlist is empty."""
    if has_waitlist(venue_id):
        defer(LOOK, lock=lock_of(venue_id), venue_id=venue_id)


def lock_of(venue_id: int) -> str:
    return f"waiting:{venue_id}"
