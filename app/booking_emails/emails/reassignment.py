"""The email about a booking that another team member takes."""

from dataclasses import dataclass

from flask_babel import gettext as _

from app.booking_emails import calendar_file
from app.booking_emails.emails.parts import TO_GUEST, booked, guest, to_its_page
from app.bookings.copy import bookings as booking_copy
from app.bookings.models.bookings import Booking
from app.email.body import ActionLink, EmailBlock, EmailBody, QuotedText, Text
from app.email.links import link
from app.email.message import Email


@dataclass(frozen=True, slots=True)
class Reassignment:
    """The change of a booking's team member, for the email to the guest.

    `before` and `after` are names, `chosen` says whether the guest had asked for the first, `reason` is from the venue.
    """

    before: str
    after: str
    chosen: bool
    reason: str = ""


def reassigned(booking: Booking, change: Reassignment) -> Email:
    """Build the email to the guest whose booking has another team member now."""
    venue = booking.venue
    free: list[EmailBlock] = [
        Text(
            _(
                "You asked for %(name)s. If you’d rather not come, cancel before the start for a full refund.",
                name=change.before,
            )
        ),
        ActionLink(_("Cancel for a full refund"), link("bookings.ask_to_cancel", booking_id=booking.public_id)),
    ]
    letter = EmailBody(
        subject=_(
            "%(venue)s reassigned your booking to %(name)s: %(service)s, %(time)s",
            venue=venue.name,
            name=change.after,
            service=booking.title,
            time=booking_copy.begins(booking),
        ),
        preview=_("The time and price stay the same."),
        title=_("Your booking is now with %(name)s.", name=change.after),
        blocks=[
            Text(_("The time and price stay the same. %(name)s isn’t available that day.", name=change.before)),
            *([QuotedText(venue.name, change.reason)] if change.reason else []),
            booked(booking, [booking]),
            *(free if change.chosen and booking.order.user_id else []),
            Text(_("To update your calendar, open the attached file.")),
            *to_its_page(booking, main=True),
        ],
        why=TO_GUEST,
    )
    file = calendar_file.for_guest([booking], name=booking.public_id)
    key = f"passed-on.{booking.public_id}.{booking.sequence}"
    return Email(key, [guest(booking.order)], letter, attachments=[file.attachment])
