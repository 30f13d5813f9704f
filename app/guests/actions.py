"""Getting to know a guest. Callers hold nothing: two who book at once end with one guest."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from app import clock
from app.db import session
from app.guests.models import Guest
from app.guests.queries import guest_reached_by
from app.venues.models import Venue
from app.venues.queries import lock_venue


@dataclass(frozen=True, slots=True)
class Contact:
    """Who somebody says she is; each but the name may be empty."""

    name: str
    email: str = ""
    phone: str = ""


def know_account(*, venue_id: int, user_id: int, contact: Contact) -> Guest:
    """Return the venue's record of an account that booked online; create it at the first booking.

    Only the account's own bookings lead here. A record with the same email or phone is never taken over: anyone can
    type those. The account's newest contact data replaces what it gave before; the name that the venue uses stays.
    """
    guest = _of_account(venue_id, user_id)
    if guest is None:
        session.execute(
            insert(Guest)
            .values(venue_id=venue_id, user_id=user_id, name=contact.name, created_at=clock.now())
            .on_conflict_do_nothing()
        )
        guest = session.scalars(select(Guest).where(Guest.venue_id == venue_id, Guest.user_id == user_id)).one()
    guest.email, guest.phone = contact.email or guest.email, contact.phone or guest.phone
    session.flush()
    return guest


def know_at_desk(*, venue: Venue, contact: Contact) -> Guest:
    """Return the record that the venue made for this email or phone; create it if there is none. Add what was missing.

    Records of accounts are not searched: their contact data was typed by someone whom nobody verified. The venue picks
    such a record itself (see `accounts_reached_by`).
    """
    lock_venue(venue)
    guest = guest_reached_by(venue, email=contact.email, phone=contact.phone)
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
