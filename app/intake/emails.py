"""The email that asks a guest to answer a form. It has no question and no answer. Nothing here reads the database."""

from flask_babel import gettext as _

from app.booking_emails.emails.parts import TO_GUEST, guest
from app.bookings.copy.bookings import begins, named, when
from app.bookings.models.bookings import Booking
from app.email.body import ActionLink, BookingEntry, EmailBody, Text
from app.email.links import link
from app.email.message import Email
from app.intake.models import IntakeVersion


def form_to_answer(booking: Booking, version: IntakeVersion, *, token: str, times: int) -> Email:
    """Build the email with the link to a form. `times` counts the emails about it, so that each is a new message."""
    venue = booking.venue
    letter = EmailBody(
        subject=_("Before your booking at %(venue)s: %(form)s", venue=venue.name, form=version.title),
        preview=_("%(service)s, %(time)s", service=booking.title, time=begins(booking)),
        title=_("%(name)s, please answer a few questions.", name=booking.order.first_name),
        blocks=[
            BookingEntry(when(booking), named(booking), [f"{venue.name}, {venue.address}"]),
            Text(_("%(venue)s asks every guest before their first booking. It takes a few minutes.", venue=venue.name)),
            ActionLink(_("Answer questions"), link("guest_forms.by_link", token=token), main=True),
            Text(_("This link is only for you. Please don’t forward this email.")),
        ],
        why=TO_GUEST if booking.order.user_id else _because_booked(booking),
    )
    return Email(
        f"intake.{booking.public_id}.{version.form.key.replace('_', '-').strip('-')}.{times}",
        [guest(booking.order)],
        letter,
    )


def _because_booked(booking: Booking) -> str:
    return _(
        "You’re getting this email because %(venue)s booked for you and entered your email address.",
        venue=booking.venue.name,
    )
