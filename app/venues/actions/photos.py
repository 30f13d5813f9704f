"""A venue's photos and their order. Positions are 1, 2, 3 ... without gaps; the first photo is the cover."""

from collections.abc import Sequence

from sqlalchemy import delete

from app.core import clock
from app.core.db import session
from app.core.errors import Conflict
from app.photos.actions import KEPT, add_photo
from app.photos.models import Photo
from app.venues.actions.reindex import schedule_reindex
from app.venues.errors import VenueErrorCode
from app.venues.models import MAX_PHOTOS, Venue, VenuePhoto
from app.venues.queries import lock_venue, photos_of


def add_venue_photo(*, venue: Venue, photo: Photo) -> VenuePhoto:
    """Add a photo at the end. Raises Conflict if the venue has twelve."""
    lock_venue(venue)
    number = len(photos_of(venue))
    refuse_thirteenth(number)
    shown = VenuePhoto(venue_id=venue.id, photo_id=photo.id, position=number + 1)
    session.add(shown)
    schedule_reindex(venue.id)
    session.flush()
    return shown


def take_venue_photo(*, venue: Venue, data: bytes) -> VenuePhoto:
    """Store an uploaded file as the last photo. Raises PhotoRejected, and Conflict if the venue has twelve."""
    lock_venue(venue)
    refuse_thirteenth(len(photos_of(venue)))
    return add_venue_photo(venue=venue, photo=add_photo(data=data))


def order_venue_photos(*, venue: Venue, keys: Sequence[str]) -> None:
    """Reorder the photos by their public ids. Raises Conflict if `keys` are not exactly the current ones."""
    lock_venue(venue)
    there = {one.public_id: one for one in photos_of(venue)}
    if sorted(there) != sorted(keys):
        raise Conflict(VenueErrorCode.PHOTOS_CHANGED)
    _number([there[key] for key in keys])
    schedule_reindex(venue.id)
    session.flush()


def refuse_thirteenth(number: int) -> None:
    """Raise Conflict if a venue with this number of photos has no room for another."""
    if number >= MAX_PHOTOS:
        raise Conflict(VenueErrorCode.TOO_MANY_PHOTOS, most=MAX_PHOTOS)


def move_venue_photo(*, venue: Venue, shown: VenuePhoto, position: int) -> None:
    """Give a photo another position and shift those in between. A position beyond the ends means the first or the last.

    Raises Conflict if the photo was removed in another tab.
    """
    lock_venue(venue)
    session.refresh(shown)
    if shown.position is None:
        raise Conflict(VenueErrorCode.PHOTO_REMOVED_MEANWHILE)
    others = [one for one in photos_of(venue) if one.id != shown.id]
    others.insert(max(position, 1) - 1, shown)
    _number(others)
    schedule_reindex(venue.id)
    session.flush()


def remove_venue_photo(*, venue: Venue, shown: VenuePhoto) -> None:
    """Remove a photo. It can be restored for a day."""
    lock_venue(venue)
    session.refresh(shown)
    if shown.position is None:
        return
    shown.removed_from, shown.removed_at, shown.position = shown.position, clock.now(), None
    session.flush()
    _number(photos_of(venue))
    schedule_reindex(venue.id)
    session.flush()


def restore_venue_photo(*, venue: Venue, shown: VenuePhoto) -> None:
    """Restore a removed photo to its former position. Raises Conflict if the venue has twelve others by now."""
    lock_venue(venue)
    session.refresh(shown)
    if shown.position is not None:
        return
    there = list(photos_of(venue))
    refuse_thirteenth(len(there))
    shown.removed_at = None
    there.insert((shown.removed_from or 1) - 1, shown)
    _number(there)
    schedule_reindex(venue.id)
    session.flush()


def forget_removed_photos() -> None:
    """Delete the photos that were removed more than a day ago."""
    session.execute(delete(VenuePhoto).where(VenuePhoto.removed_at < clock.now() - KEPT))


def _number(there: Sequence[VenuePhoto]) -> None:
    for position, one in enumerate(there, start=1):
        one.position = position
