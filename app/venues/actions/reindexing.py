from app.db import session
from app.jobs import defer
from app.venues.enums import VenueStatus
from app.venues.models import Venue


def schedule_reindex(venue_id: int) -> None:
    """Say that what search knows of a venue has changed. Every action that changes it ends here."""
    # A draft has never been public, so search has nothing to learn or to forget.
    if session.get_one(Venue, venue_id).status is not VenueStatus.DRAFT:
        defer("discovery.reindex", lock=f"venue:{venue_id}", venue_id=venue_id)
