from app.booking_links.errors import BookingLinkErrorCode
from app.booking_links.models import MAX_ORIGINS, EmbedOrigin
from app.booking_links.origins import origin_of
from app.booking_links.queries import origin_with, origins_of
from app.core.db import session
from app.core.errors import Conflict
from app.venues.models import Venue
from app.venues.queries import lock_venue


def add_origin(*, venue: Venue, address: str) -> EmbedOrigin:
    """Let a website show the venue's booking page.

    Raises DomainError if the address is not an origin, and Conflict if it is listed or the list is full.
    """
    origin = origin_of(address)
    lock_venue(venue)
    listed = origins_of(venue)
    if any(each.origin == origin for each in listed):
        raise Conflict(BookingLinkErrorCode.WEBSITE_LISTED, origin=origin)
    left = sorted(set(range(1, MAX_ORIGINS + 1)) - {each.position for each in listed})
    if not left:
        raise Conflict(BookingLinkErrorCode.TOO_MANY_WEBSITES, most=MAX_ORIGINS)
    added = EmbedOrigin(venue_id=venue.id, position=left[0], origin=origin)
    session.add(added)
    session.flush()
    return added


def remove_origin(*, venue: Venue, key: str) -> EmbedOrigin:
    """Stop a website from showing the venue's booking page. Raises NotFound."""
    lock_venue(venue)
    removed = origin_with(venue, key)
    session.delete(removed)
    session.flush()
    return removed


def restore_origin(*, venue: Venue, address: str) -> str:
    """Undo a removal, and return the website. Raises what `add_origin` raises, unless it is listed already."""
    origin = origin_of(address)
    if all(each.origin != origin for each in origins_of(venue)):  # else the button was pressed twice
        add_origin(venue=venue, address=origin)
    return origin
