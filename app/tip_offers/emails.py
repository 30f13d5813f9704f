"""The email that offers to tip. Nothing here reads the database."""

from collections.abc import Sequence

from flask_babel import gettext as _

from app.booking_emails.emails.parts import guest
from app.bookings.copy.bookings import title, when
from app.bookings.models.bookings import Booking
from app.core.formats import day
from app.core.sentences import join_sentences
from app.email.body import ActionLink, BookingEntry, EmailBlock, EmailBody, Text
from app.email.links import link
from app.email.message import Email
from app.tips.queries import tip_until


def offer(bookings: Sequence[Booking], *, token: str) -> Email:
    """Build the email about a guest's bookings at one venue. `token` lets its reader turn off these emails."""
    first, venue = bookings[0], bookings[0].venue
    optional = _("Tipping is optional. %(venue)s gets the whole tip.", venue=venue.name)
    until = _("You can tip until %(day)s.", day=day(tip_until(first), venue.zone))
    choice = link("reminders.by_link", token=token, emails="tips")
    blocks: list[EmailBlock] = [Text(join_sentences(optional, until))]
    for booking in bookings:
        page = link("tips.show", booking_id=booking.public_id)
        label = _("Add a tip") if len(bookings) == 1 else _("Add a tip for %(service)s", service=booking.title)
        blocks += [BookingEntry(when(booking), title(booking), [venue.name]), ActionLink(label, page, main=True)]
    blocks.append(ActionLink(_("Turn off emails about tips"), choice))
    letter = EmailBody(
        subject=_("Would you like to tip %(venue)s?", venue=venue.name),
        preview=optional,
        title=_("Would you like to tip, %(name)s?", name=first.order.first_name),
        blocks=blocks,
        why=_("You’re getting this email because you had a booking at %(venue)s.", venue=venue.name),
    )
    return Email(f"tip-offer.{first.public_id}", [guest(first.order)], letter, unsubscribe=choice)
