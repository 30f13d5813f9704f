from collections.abc import Sequence

from sqlalchemy import func, select

from app.db import session
from app.errors import NotFound
from app.guests.models import Guest
from app.venues.models import Venue


def guest_of_venue(venue: Venue, public_id: str) -> Guest:
    """Raises NotFound: another venue's guest does not exist here."""
    guest = session.scalar(select(Guest).where(Guest.venue_id == venue.id, Guest.public_id == public_id))
    if guest is None:
        raise NotFound("There is no guest of yours at this address.")
    return guest


def digits_of(phone: str) -> str:
    """A number by which it can be told: without signs, and without the country's 1 before ten digits."""
    digits = "".join(letter for letter in phone if letter.isdecimal() and letter.isascii())
    return digits[1:] if len(digits) == 11 and digits[0] == "1" else digits


def guests_named(venue: Venue, name: str, *, limit: int = 8) -> Sequence[Guest]:
    """Those whom the venue calls exactly so, capitals aside. One statement."""
    same = Guest.venue_id == venue.id, func.lower(Guest.name) == name.lower()
    return session.scalars(select(Guest).where(*same).order_by(Guest.id.desc()).limit(limit)).all()
