from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, or_, select

from app.core.db import session
from app.core.errors import NotFound
from app.guests.errors import GuestErrorCode
from app.guests.models import Guest
from app.venues.models import Venue


def guest_of_venue(venue: Venue, public_id: str) -> Guest:
    """Return a guest of this venue. Raises NotFound for guests of other venues."""
    guest = session.scalar(select(Guest).where(Guest.venue_id == venue.id, Guest.public_id == public_id))
    if guest is None:
        raise NotFound(GuestErrorCode.NO_SUCH_GUEST)
    return guest


def guest_labeled(venue: Venue, label: str) -> Guest | None:
    """Return the guest with this `label`, the newest of several. One statement."""
    contact = func.coalesce(func.nullif(Guest.phone, ""), func.nullif(Guest.email, ""))
    same = Guest.venue_id == venue.id, func.concat_ws(", ", Guest.name, contact) == label
    return session.scalar(select(Guest).where(*same).order_by(Guest.id.desc()).limit(1))


def digits_of(phone: str) -> str:
    """Return the digits of a phone number for comparison, without the country code 1 before ten digits."""
    digits = "".join(letter for letter in phone if letter.isdecimal() and letter.isascii())
    return digits[1:] if len(digits) == 11 and digits[0] == "1" else digits


def guests_named(venue: Venue, name: str, *, limit: int = 8) -> Sequence[Guest]:
    """List the venue's guests with exactly this name, ignoring case. One statement."""
    same = Guest.venue_id == venue.id, func.lower(Guest.name) == name.lower()
    return session.scalars(select(Guest).where(*same).order_by(Guest.id.desc()).limit(limit)).all()


def guest_reached_by(venue: Venue, *, email: str, phone: str) -> Guest | None:
    """Return the oldest record without an account that has this email, else this phone. At most two statements."""
    for same in _reached_by(email, phone):
        found = session.scalar(
            select(Guest).where(Guest.venue_id == venue.id, Guest.user_id.is_(None), same).order_by(Guest.id).limit(1)
        )
        if found is not None:
            return found
    return None


def accounts_reached_by(venue: Venue, *, email: str, phone: str, limit: int = 8) -> Sequence[Guest]:
    """List the records of accounts that gave this email or this phone; none if neither is given. One statement."""
    same = _reached_by(email, phone)
    if not same:
        return []
    theirs = Guest.venue_id == venue.id, Guest.user_id.is_not(None), or_(*same)
    return session.scalars(select(Guest).where(*theirs).order_by(Guest.id.desc()).limit(limit)).all()


def _reached_by(email: str, phone: str) -> list[ColumnElement[bool]]:
    """Return the conditions for an equal email and an equal phone number, each only if it is given."""
    digits = digits_of(phone)
    found: list[ColumnElement[bool]] = []
    if email:
        found.append(func.lower(Guest.email) == email.lower())
    if digits:
        found.append(func.regexp_replace(Guest.phone, r"\D", "", "g").in_({digits, f"1{digits}"}))
    return found
