"""The email that offers a time. Nothing here reads the database."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.accounts.models import User
from app.bookings.copy.bookings import begins, named, when
from app.bookings.models.bookings import Booking
from app.core.formats import clock, usd
from app.email.body import ActionLink, BookingEntry, EmailBody, Text
from app.email.links import link
from app.email.message import Email, Recipient
from app.waitlist import copy
from app.waitlist.models import WaitlistEntry

WHY = lazy_gettext("You’re getting this email because you joined a waitlist on CozyWish.")


def _price(booking: Booking) -> str:
    """Return the price, with what pays for the service if the guest has a package."""
    if not booking.is_from_package:
        return usd(booking.price_cents)
    return _("%(price)s, %(reason)s", price=usd(booking.price_cents), reason=booking.price_reason)


def offered(wait: WaitlistEntry, booking: Booking, user: User) -> Email:
    """Build the email for an offer: the time that is held and until when. `wait` must have its order loaded."""
    venue = booking.venue
    deadline = copy.until(wait)
    letter = EmailBody(
        subject=_(
            "Held for you until %(until)s: %(service)s, %(start)s",
            until=clock(booking.order.held_until, venue.zone),
            service=booking.title,
            start=begins(booking),
        ),
        preview=_("A time at %(venue)s is available. Book it by %(time)s.", venue=venue.name, time=deadline),
        title=_("A time is available"),
        blocks=[
            Text(
                _(
                    "You’re on the waitlist for %(when)s at %(venue)s. We’re holding this time for you until %(time)s."
                    " Until then, no one else can book it.",
                    when=copy.short(wait),
                    venue=venue.name,
                    time=deadline,
                )
            ),
            BookingEntry(
                when(booking),
                named(booking),
                [f"{venue.name}, {venue.address}", _price(booking)],
            ),
            ActionLink(
                _("Book this time, %(price)s", price=usd(booking.price_cents)),
                link("waitlist.show", wait_id=wait.public_id),
                main=True,
            ),
            Text(
                _(
                    "Can’t make it? Select “No thanks” on the offer page, and you stay on the waitlist. If you don’t"
                    " respond by %(time)s, we offer this time to the next guest and take you off the waitlist. You’re"
                    " only charged if you book.",
                    time=deadline,
                )
            ),
        ],
        why=str(WHY),
    )
    return Email(f"offer.{booking.order.public_id}", [Recipient(user.name, user.email)], letter)
