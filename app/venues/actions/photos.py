"""The pictures of a venue and their order. Their positions are 1, 2, 3 ... without a gap; the first is the cover."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete

from app import clock
from app.db import session
from app.errors import Conflict
from app.photos.actions import KEPT, add_photo
from app.photos.models import Picture
from app.reordering import STALE
from app.venues.actions.reindexing import schedule_reindex
from app.venues.models import MAX_PICTURES, Venue, VenuePicture
from app.venues.queries import lock_venue, pictures_of

FULL = _l("You can have up to %(most)s photos. Remove one to add another.", most=MAX_PICTURES)


def add_venue_picture(*, venue: Venue, picture: Picture) -> VenuePicture:
    """Put a picture at the end. Raises Conflict when the venue has twelve."""
    lock_venue(venue)
    number = len(pictures_of(venue))
    refuse_thirteenth(number)
    shown = VenuePicture(venue_id=venue.id, picture_id=picture.id, position=number + 1)
    session.add(shown)
    schedule_reindex(venue.id)
    session.flush()
    return shown


def take_venue_picture(*, venue: Venue, data: bytes) -> VenuePicture:
    """Take in an uploaded file as the last picture. Raises PictureRefused, and Conflict when the venue has twelve."""
    lock_venue(venue)
    refuse_thirteenth(len(pictures_of(venue)))
    return add_venue_picture(venue=venue, picture=add_photo(data=data))


def order_venue_pictures(*, venue: Venue, keys: Sequence[str]) -> None:
    """Show them in this order, by their public ids. Raises Conflict when they are not those that are there."""
    lock_venue(venue)
    there = {one.public_id: one for one in pictures_of(venue)}
    if sorted(there) != sorted(keys):
        raise Conflict(STALE)
    _number([there[key] for key in keys])
    schedule_reindex(venue.id)
    session.flush()


def refuse_thirteenth(number: int) -> None:
    """Raises Conflict when a venue with so many pictures takes no more."""
    if number >= MAX_PICTURES:
        raise Conflict(FULL)


def move_venue_picture(*, venue: Venue, shown: VenuePicture, position: int) -> None:
    """Give a picture another place; those between move up or down. Beyond the ends means at the end.

    Raises Conflict when it was removed meanwhile.
    """
    lock_venue(venue)
    session.refresh(shown)
    if shown.position is None:
        raise Conflict(_("This photo was removed in another tab. Reload the page to see your photos."))
    others = [one for one in pictures_of(venue) if one.id != shown.id]
    others.insert(max(position, 1) - 1, shown)
    _number(others)
    schedule_reindex(venue.id)
    session.flush()


def remove_venue_picture(*, venue: Venue, shown: VenuePicture) -> None:
    """Take a picture away; it can come back for a day."""
    lock_venue(venue)
    session.refresh(shown)
    if shown.position is None:
        return
    shown.removed_from, shown.removed_at, shown.position = shown.position, clock.now(), None
    session.flush()
    _number(pictures_of(venue))
    schedule_reindex(venue.id)
    session.flush()


def restore_venue_picture(*, venue: Venue, shown: VenuePicture) -> None:
    """Put a removed picture back where it was. Raises Conflict when twelve others are there by now."""
    lock_venue(venue)
    session.refresh(shown)
    if shown.position is not None:
        return
    there = list(pictures_of(venue))
    refuse_thirteenth(len(there))
    shown.removed_at = None
    there.insert((shown.removed_from or 1) - 1, shown)
    _number(there)
    schedule_reindex(venue.id)
    session.flush()


def forget_removed_pictures() -> None:
    """What was removed a day ago does not come back."""
    session.execute(delete(VenuePicture).where(VenuePicture.removed_at < clock.now() - KEPT))


def _number(there: Sequence[VenuePicture]) -> None:
    for position, one in enumerate(there, start=1):
        one.position = position
