"""Background jobs: one that finds the bookings that are over, and one for each email."""

from app.accounts.models import User
from app.bookings.queries.bookings import bookings_by_id
from app.core.db import session
from app.core.jobs import email_task, periodic
from app.email.mailer import send
from app.reminders.signed import token_for
from app.tip_offers import emails
from app.tip_offers.actions import offer_tips
from app.tips.queries import can_tip


@periodic("tip_offers.send_due", cron="*/15 * * * *")
def send_due() -> None:
    offer_tips()


@email_task("tip_offers.email")
def email(*, booking_ids: str) -> None:
    """Offer to tip for the bookings for which that is still possible, unless the guest no longer wants the email."""
    bookings = [each for each in bookings_by_id([int(id_) for id_ in booking_ids.split(",")]) if can_tip(each)]
    if not bookings:
        return
    user = session.get_one(User, bookings[0].order.user_id)
    if user.tip_emails:
        send(emails.offer(bookings, token=token_for(user)))
