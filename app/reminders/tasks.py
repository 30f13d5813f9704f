"""Background jobs for reminders: one that finds what is due, and one for each email."""

from datetime import datetime

from app.accounts.models import User
from app.bookings.enums import BookingState
from app.bookings.queries.bookings import load_booking
from app.core import clock
from app.core.db import session
from app.core.jobs import email_task, periodic
from app.email.mailer import send
from app.reminders import emails
from app.reminders.actions import remind
from app.reminders.enums import ReminderKind
from app.reminders.queries import guest_of, still_wanted
from app.reminders.signed import token_for


@periodic("reminders.send_due", cron="*/5 * * * *")
def send_due() -> None:
    for kind in ReminderKind:
        remind(kind)


@email_task("reminders.email")
def email(*, booking_id: int, kind: str, starts_at: str) -> None:
    """Send a reminder, unless the booking was canceled, rescheduled or has started, or the guest no longer wants it."""
    booking = load_booking(booking_id)
    at, which = datetime.fromisoformat(starts_at), ReminderKind(kind)
    if booking.state is not BookingState.CONFIRMED or booking.starts_at != at or at <= clock.now():
        return
    known = guest_of(booking.venue_order)
    if not still_wanted(which, booking.order, known):
        return
    person = session.get_one(User, booking.order.user_id) if booking.order.user_id is not None else known
    if person is not None:
        send(emails.reminder(booking, which, token=token_for(person)))
