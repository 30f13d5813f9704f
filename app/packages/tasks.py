"""Background jobs of packages: their emails."""

from collections.abc import Collection

from app.bookings.queries.bookings import load_booking
from app.core.jobs import email_task
from app.email.mailer import send
from app.email.message import Email
from app.packages import emails
from app.packages.queries import load_pass
from app.passes.enums import UseState
from app.passes.models import Pass, PassUse
from app.passes.queries import uses_of


@email_task("packages.email_used")
def email_used(*, booking_id: int) -> None:
    """Tell a guest that the venue used their package for a booking, unless it was canceled right away."""
    for email in _of_uses([booking_id]):
        send(email)


@email_task("packages.email_all_used")
def email_all_used(*, booking_ids: str) -> None:
    """Tell a guest the same about the bookings of a series, in one email for each package."""
    for email in _of_uses([int(booking_id) for booking_id in booking_ids.split(",")]):
        send(email)


def _of_uses(booking_ids: Collection[int]) -> list[Email]:
    """Return an email for each package about its uses for these bookings, all made before the first is sent."""
    by_pass: dict[int, list[PassUse]] = {}
    for use in uses_of(booking_ids):
        if use.state is UseState.USED:
            by_pass.setdefault(use.pass_id, []).append(use)
    made = []
    for pass_id, uses in by_pass.items():
        bookings = sorted((load_booking(use.booking_id) for use in uses), key=lambda booking: booking.starts_at)
        made.append(emails.used(uses, load_pass(Pass.id == pass_id), bookings))
    return made
