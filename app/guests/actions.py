"""Creating and updating guest records. Callers need no lock: two concurrent bookings end with one guest."""

from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from app.accounts.models import User
from app.core import clock
from app.core.db import session
from app.guests.models import Guest
from app.guests.queries import guest_reached_by
from app.venues.models import Venue
from app.venues.queries import lock_venue


@dataclass(frozen=True, slots=True)
class GuestContact:
    """The name and contact data that a guest gave; all but the name may be empty."""

    name: str
    email: str = ""
    phone: str = ""


def know_account(*, venue_id: int, user_id: int, contact: GuestContact) -> Guest:
    """Return the venue's record of an account that booked online; create it at the first booking.

    Only the account's own bookings lead here. A record with the same email or phone is never reused, because anyone can
    type those; `tie_account` does so for an address that the account holder proved. The account's newest contact data
    replaces what it gave before; the name that the venue uses does not change.
    """
    guest = _of_account(venue_id, user_id)
    if guest is None:
        session.execute(
            insert(Guest)
            .values(venue_id=venue_id, user_id=user_id, name=contact.name, began_online=True, created_at=clock.now())
            .on_conflict_do_nothing()
        )
        guest = session.scalars(select(Guest).where(Guest.venue_id == venue_id, Guest.user_id == user_id)).one()
    guest.email, guest.phone = contact.email or guest.email, contact.phone or guest.phone
    session.flush()
    return guest


def tie_account(*, user: User) -> int:
    """Tie an account to each venue's record with its verified email address, and return how many were tied.

    A record that has an account keeps it, and a venue that knows the account keeps both records. Of several records
    with the address, a venue's oldest is tied. Doing so twice changes nothing.
    """
    if user.email_verified_at is None:
        return 0
    known = aliased(Guest)
    same = Guest.user_id.is_(None), func.lower(Guest.email) == user.email.lower()
    has_record = select(known.id).where(known.venue_id == Guest.venue_id, known.user_id == user.id).exists()
    oldest = select(func.min(Guest.id)).where(*same, ~has_record).group_by(Guest.venue_id)
    tied = session.execute(
        update(Guest)
        .where(Guest.id.in_(oldest.scalar_subquery()), Guest.user_id.is_(None))
        .values(user_id=user.id)
        .returning(Guest.id)
    ).all()
    session.flush()
    return len(tied)


def know_at_desk(*, venue: Venue, contact: GuestContact) -> Guest:
    """Return the record that the venue made for this email or phone, or create one. Fill in missing contact data.

    Records of accounts are not searched: nobody verified their contact data. The venue selects these records itself
    (see `accounts_reached_by`).
    """
    lock_venue(venue)
    guest = guest_reached_by(venue, email=contact.email, phone=contact.phone)
    if guest is None:
        guest = Guest(venue_id=venue.id, name=contact.name, created_at=clock.now())
        session.add(guest)
    guest.email, guest.phone = guest.email or contact.email, guest.phone or contact.phone
    session.flush()
    return guest


def edit_guest(*, guest: Guest, contact: GuestContact, notes: str) -> None:
    """Update the name, contact data and notes that the venue stores for a guest."""
    guest.name, guest.email, guest.phone, guest.notes = contact.name, contact.email, contact.phone, notes
    session.flush()


def edit_notes(*, guest: Guest, notes: str) -> None:
    """Update only the notes that the venue stores for a guest."""
    guest.notes = notes
    session.flush()


def _of_account(venue_id: int, user_id: int) -> Guest | None:
    return session.scalar(select(Guest).where(Guest.venue_id == venue_id, Guest.user_id == user_id))
