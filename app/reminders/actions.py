"""Sending each reminder once, and choosing whether to get reminders."""

from sqlalchemy.dialects.postgresql import insert

from app.accounts.enums import Reminders
from app.accounts.models import User
from app.core import clock
from app.core.db import session
from app.core.jobs import defer
from app.guests.models import Guest
from app.reminders.enums import ReminderKind
from app.reminders.models import Reminder
from app.reminders.queries import due


def remind(kind: ReminderKind) -> int:
    """Schedule the emails of a kind that are due now and return how many. Concurrent calls schedule each email only
    once."""
    found = due(kind)
    if not found:
        return 0
    rows = [
        {"booking_id": each.booking_id, "kind": kind, "starts_at": each.starts_at, "at": clock.now()} for each in found
    ]
    # A concurrent call waits for the rows of the first one and then inserts none of its own.
    new = session.execute(
        insert(Reminder).values(rows).on_conflict_do_nothing().returning(Reminder.booking_id, Reminder.starts_at)
    ).all()
    for booking_id, starts_at in new:
        defer("reminders.email", booking_id=booking_id, kind=kind.value, starts_at=starts_at.isoformat())
    return len(new)


def choose_tip_emails(*, user: User, wanted: bool) -> None:
    """Save whether someone is asked, after a booking, if they want to tip."""
    user.tip_emails = wanted
    session.flush()


def choose(*, person: User | Guest, reminders: Reminders) -> None:
    """Save when someone wants reminders. A guest without an account can only turn them on or off."""
    if isinstance(person, Guest):
        person.reminders = reminders is not Reminders.NONE
    else:
        person.reminders = reminders
    session.flush()
