"""Background jobs for intake forms: one that finds which forms bookings need, and one for each email."""

from app.bookings.queries.bookings import load_booking
from app.core.db import session
from app.core.jobs import email_task, task
from app.email.mailer import send
from app.intake import emails
from app.intake.actions.requests import ask_for_forms
from app.intake.models import IntakeForm, IntakeRequest
from app.intake.queries.statuses import can_answer, statuses_of
from app.intake.signed import token_for


@task("intake.ask")
def ask(*, venue_order_id: int) -> None:
    ask_for_forms(venue_order_id=venue_order_id)


@email_task("intake.email")
def email(*, request_id: int, times: int) -> None:
    """Email a guest the link to a form, unless it was answered, or the booking was canceled or is over."""
    request = session.get_one(IntakeRequest, request_id)
    booking = load_booking(request.booking_id)
    form = session.get_one(IntakeForm, request.form_id)
    status = next((one for one in statuses_of(booking) if one.form.id == form.id), None)
    if status is not None and status.is_due and can_answer(booking):
        send(emails.form_to_answer(booking, status.version, token=token_for(booking, form.key), times=times))
