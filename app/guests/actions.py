"""Getting to know a guest. Callers hold nothing: two who book at once end with one guest."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from app import clock
from app.db import session
from app.guests.models import Guest
from app.guests.queries import digits_of
from app.venues.models import Venue
from app.venues.queries import lock_venue


@dataclass(frozen=True, slots=True)
class Contact:
    """Who somebody says she is; each but the name may be empty."""

    name: str
    email: str = ""
    phone: str = ""


def know_account(*, venue_id: int, user_id: int, contact: Contact) -> Guest:
    """The guest behind an account, who booked by herself; new where she was not known.

    Somebody whom the desk knew by the same address is the same person. What she writes of herself counts, but the name
    that the venue calls her by stays.
    """
    guest = _of_account(venue_id, user_id) or _nameless(venue_id, contact.email)
    if guest is None:
        session.execute(
            insert(Guest)
            .values(venue_id=venue_id, user_id=user_id, name=contact.name, created_at=clock.now())
            .on_conflict_do_nothing()
        )
        guest = session.scalars(select(Guest).where(Guest.venue_id == venue_id, Guest.user_id == user_id)).one()
    guest.user_id = user_id
    guest.email, guest.phone = contact.email or guest.email, contact.phone or guest.phone
    session.flush()
    return guest


def know_at_desk(*, venue: Venue, contact: Contact) -> Guest:
    """The guest whom the venue knows by this address, or this number, or else a new one. What was unknown is added."""
    lock_venue(venue)
    guest = _by_address(venue.id, contact.email) or _by_number(venue.id, contact.phone)
    if guest is None:
        guest = Guest(venue_id=venue.id, name=contact.name, created_at=clock.now())
        session.add(guest)
    guest.email, guest.phone = guest.email or contact.email, guest.phone or contact.phone
    session.flush()
    return guest


def edit_guest(*, guest: Guest, contact: Contact, notes: str) -> None:
    """What the venue calls her, how it reaches her, and what it wants to remember."""
    guest.name, guest.email, guest.phone, guest.notes = contact.name, contact.email, contact.phone, notes
    session.flush()


def _of_account(venue_id: int, user_id: int) -> Guest | None:
    return session.scalar(select(Guest).where(Guest.venue_id == venue_id, Guest.user_id == user_id))


def _nameless(venue_id: int, email: str) -> Guest | None:
    """Somebody without an account who left this address; locked, so that two accounts do not both become her."""
    if not email:
        return None
    same = Guest.venue_id == venue_id, Guest.user_id.is_(None), func.lower(Guest.email) == email.lower()
    return session.scalar(select(Guest).where(*same).order_by(Guest.id).limit(1).with_for_update())


def _by_address(venue_id: int, email: str) -> Guest | None:
    if not email:
        return None
    same = Guest.venue_id == venue_id, func.lower(Guest.email) == email.lower()
    return session.scalar(select(Guest).where(*same).order_by(Guest.id).limit(1))


def _by_number(venue_id: int, phone: str) -> Guest | None:
    digits = digits_of(phone)
    if not digits:
        return None
    same = Guest.venue_id == venue_id, func.regexp_replace(Guest.phone, r"\D", "", "g").in_({digits, f"1{digits}"})
    return session.scalar(select(Guest).where(*same).order_by(Guest.id).limit(1))
