from collections.abc import Sequence

from sqlalchemy import select

from app.booking_links.errors import BookingLinkErrorCode
from app.booking_links.models import EmbedOrigin
from app.core.db import session
from app.core.errors import NotFound
from app.venues.models import Venue


def origins_of(venue: Venue) -> Sequence[EmbedOrigin]:
    """List the websites that may show the venue's booking page, oldest first. One statement."""
    listed = select(EmbedOrigin).where(EmbedOrigin.venue_id == venue.id).order_by(EmbedOrigin.id)
    return session.scalars(listed).all()


def origin_with(venue: Venue, key: str) -> EmbedOrigin:
    """Return a listed website. Raises NotFound, also for another venue's."""
    found = session.scalar(select(EmbedOrigin).where(EmbedOrigin.venue_id == venue.id, EmbedOrigin.key == key))
    if found is None:
        raise NotFound(BookingLinkErrorCode.NO_SUCH_WEBSITE)
    return found
