"""Background jobs that make offers to the waitlist and email the guests."""

from app.accounts.queries.users import user_of_id
from app.bookings.enums import OrderState
from app.bookings.queries.orders import load_order
from app.core.db import session
from app.core.jobs import defer, email_task, is_waiting, periodic, task
from app.email.mailer import send
from app.waitlist import emails
from app.waitlist.actions.entries import end_passed
from app.waitlist.actions.offers import offer_next
from app.waitlist.actions.openings import LOOK, lock_of
from app.waitlist.models import WaitlistEntry
from app.waitlist.queries import entry_of, venues_with_waitlist


@task(LOOK)
def look_for_places(*, venue_id: int) -> None:
    """Make an offer, unless another job for this venue is queued: after many changes, only the last job does the
    work."""
    if not is_waiting(LOOK, lock=lock_of(venue_id)):
        offer_next(venue_id=venue_id)


@periodic("waitlist.end_passed", cron="*/15 * * * *")
def end_passed_entries() -> None:
    """End passed entries every 15 minutes, and look again at every venue with a waitlist. In the morning, this is the
    first look after the night; it also covers changes that were not reported."""
    end_passed()
    for venue_id in venues_with_waitlist():
        defer(LOOK, lock=lock_of(venue_id), venue_id=venue_id)


@email_task("waitlist.email_offer")
def email_offer(*, wait_id: int, order_id: int) -> None:
    """Send the email for an offer, unless it was answered already."""
    wait, order = session.get_one(WaitlistEntry, wait_id), load_order(order_id)
    if wait.order_id == order_id and order.state is OrderState.PENDING:
        user = user_of_id(wait.user_id)
        send(emails.offered(entry_of(user.id, wait.public_id), order.bookings[0], user))
