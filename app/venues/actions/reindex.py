from app.core.db import session
from app.core.jobs import defer
from app.venues.enums import VenueStatus
from app.venues.models import Venue


def schedule_reindex(venue_id: int) -> None:
    """Schedule a search update for a venue. Every action that changes what search knows ends with this."""
    # A draft has never been public, so search has nothing to add or remove.
    if session.get_one(Venue, venue_id).status is not VenueStatus.DRAFT:
        defer("search_index.reindex", lock=f"venue:{venue_id}", venue_id=venue_id)
