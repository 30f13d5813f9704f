"""Deletion of an account: asked for, undone for two weeks, then done by a job."""

from datetime import datetime, timedelta

from app.accounts.actions.roles import lock_admins_and
from app.accounts.actions.security_events import record_event
from app.accounts.enums import Role, SecurityEventKind
from app.accounts.errors import AccountErrorCode
from app.accounts.models import User
from app.bookings.actions.cancel import cancel_booking
from app.bookings.enums import Actor
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict
from app.core.jobs import defer
from app.privacy.actions.erase import erase_account
from app.privacy.errors import PrivacyErrorCode
from app.privacy.queries.accounts import upcoming_bookings
from app.venues.queries import venue_owned_by

GRACE = timedelta(days=14)
# How long after a booking that the guest kept we wait, and how long a job waits for what is still in the way.
AFTER_BOOKING = POSTPONED = timedelta(days=1)


def request_deletion(*, user: User, cancels_bookings: bool, ip: str = "") -> datetime:
    """Plan the deletion of an account and return when it happens. The person can keep the account until then.

    Upcoming bookings are canceled now under each venue's policy, or kept; the deletion then waits for the last of them.
    Raises Conflict for an owner of a venue and for the last admin.
    """
    refuse_deletion(user)
    if cancels_bookings:
        for booking in upcoming_bookings(user):
            if booking.can_be_canceled:
                cancel_booking(booking_id=booking.id, actor=Actor.GUEST, user_id=user.id)
    user.deletion_due_at = _due_at(user)
    record_event(SecurityEventKind.DELETION_REQUESTED, user=user, ip=ip)
    session.flush()
    defer("privacy.email_requested", user_id=user.id)
    return user.deletion_due_at


def keep_account(*, user: User, ip: str = "") -> None:
    """Undo a planned deletion. Canceled bookings stay canceled."""
    if user.deletion_due_at is None:
        return
    user.deletion_due_at = None
    record_event(SecurityEventKind.ACCOUNT_KEPT, user=user, ip=ip)
    session.flush()


def finish_deletion(*, user: User) -> bool:
    """Erase an account that is due, and return whether it was. What is in the way postpones it by a day."""
    if user.deletion_due_at is None or user.deletion_due_at > clock.now():
        return False
    try:
        refuse_deletion(user)
    except Conflict:
        user.deletion_due_at = clock.now() + POSTPONED
        return False
    later = [booking.ends_at for booking in upcoming_bookings(user)]
    if later:
        user.deletion_due_at = max(later) + AFTER_BOOKING
        return False
    defer("privacy.email_deleted", key=user.public_id, name=user.name, email=user.email)
    erase_account(user_id=user.id)
    return True


def refuse_deletion(user: User) -> None:
    """Raise Conflict for an owner of a venue, and for the last admin."""
    if user.role is Role.ADMIN and lock_admins_and(user) == {user.id}:
        raise Conflict(AccountErrorCode.LAST_ADMIN)
    venue = venue_owned_by(user)
    if venue is not None:
        raise Conflict(PrivacyErrorCode.OWNS_VENUE, venue=venue.name)


def _due_at(user: User) -> datetime:
    ends = [booking.ends_at + AFTER_BOOKING for booking in upcoming_bookings(user)]
    return max([clock.now() + GRACE, *ends])
