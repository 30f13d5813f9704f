"""Emails from the front desk: bookings that the venue added for a guest, and messages."""

from flask_babel import gettext as _

from app.accounts.models import User
from app.booking_emails import calendar_file
from app.booking_emails.emails.parts import TO_GUEST, guest
from app.bookings.copy.bookings import begins, named, title, when
from app.bookings.models.bookings import Booking
from app.bookings.models.events import BookingMessage
from app.core.formats import usd
from app.email.body import ActionLink, BookingEntry, EmailBlock, EmailBody, QuotedText, Text
from app.email.links import link
from app.email.message import Email, Recipient


def booked_for(booking: Booking, owner: User) -> Email:
    """Build the email to the guest about a booking that the venue added. Replies go to the venue."""
    venue, order = booking.venue, booking.order
    cost = _("%(amount)s due at venue", amount=usd(booking.price_cents)) if booking.price_cents else _("Nothing due")
    place = [f"{venue.name}, {venue.address}", venue.directions, venue.arrival_note]
    letter = EmailBody(
        subject=_(
            "%(venue)s booked this for you: %(service)s, %(time)s",
            venue=venue.name,
            service=booking.title,
            time=begins(booking),
        ),
        preview=_("%(service)s at %(venue)s", service=title(booking), venue=venue.name),
        title=_("%(venue)s booked this for you.", venue=venue.name),
        blocks=[
            BookingEntry(
                when(booking),
                named(booking),
                [line for line in [*place, cost] if line],
            ),
            Text(cannot_come(booking)),
            *way(booking),
        ],
        why=why_booked_for(booking),
    )
    file = calendar_file.for_guest([booking], name=booking.public_id)
    key, answers = f"booked-for.{booking.public_id}", _venue(booking, owner)
    return Email(key, [guest(order)], letter, reply_to=answers, attachments=[file.attachment])


def message(booking: Booking, written: BookingMessage, *, address: str, owner: User) -> Email:
    """Build the email with a venue's message about a booking. Replies go to the venue, not to us."""
    venue = booking.venue
    letter = EmailBody(
        subject=_(
            "Message from %(venue)s: %(service)s, %(time)s",
            venue=venue.name,
            service=booking.title,
            time=begins(booking),
        ),
        preview=written.text,
        title=_("Message from %(venue)s", venue=venue.name),
        blocks=[
            QuotedText(venue.name, written.text),
            BookingEntry(when(booking), named(booking), [f"{venue.name}, {venue.address}"]),
            Text(_("To answer %(venue)s, reply to this email.", venue=venue.name)),
            *way(booking),
        ],
        why=TO_GUEST if booking.order.user_id else why_booked_for(booking),
    )
    to = [Recipient(booking.order.name, address)]
    return Email(f"message.{booking.public_id}.{written.id}", to, letter, reply_to=_venue(booking, owner))


def why_booked_for(booking: Booking) -> str:
    return _(
        "You’re getting this email because %(venue)s booked for you and entered your email address.",
        venue=booking.venue.name,
    )


def cannot_come(booking: Booking) -> str:
    if not booking.venue.phone:
        return _("If you can’t make it, reply to this email as early as you can.")
    return _("If you can’t make it, call %(phone)s or reply to this email.", phone=booking.venue.phone)


def _venue(booking: Booking, owner: User) -> Recipient:
    return Recipient(booking.venue.name, owner.email)


def way(booking: Booking) -> list[EmailBlock]:
    if booking.order.user_id:
        return [ActionLink(_("View booking"), link("bookings.show", booking_id=booking.public_id), main=True)]
    if booking.venue.is_public:
        return [
            ActionLink(
                _("View %(venue)s", venue=booking.venue.name),
                link("venue_pages.venue", slug=booking.venue.slug),
                main=True,
            )
        ]
    return []
