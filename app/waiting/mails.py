"""The email that offers a spot. Nothing here reads the database."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.accounts.models import User
from app.bookings import words as visits
from app.bookings.models import Booking
from app.filters import clock, usd
from app.mail.letter import Entry, Letter, Text, Way
from app.mail.links import link
from app.mail.message import Mail, Recipient
from app.waiting import words
from app.waiting.models import Wait

WHY = lazy_gettext("You’re getting this email because you joined a waitlist on CozyWish.")


def offered(wait: Wait, booking: Booking, user: User) -> Mail:
    """A time is held, and until when; `wait` has its order."""
    venue = booking.venue
    deadline = words.until(wait)
    letter = Letter(
        subject=_(
            "Held for you until %(until)s: %(service)s, %(start)s",
            until=clock(booking.order.held_until, venue.zone),
            service=booking.title,
            start=visits.begins(booking),
        ),
        preview=_("A spot at %(venue)s is available. Book it by %(time)s.", venue=venue.name, time=deadline),
        title=_("A spot is available"),
        blocks=[
            Text(
                _(
                    "You’re on the waitlist for %(when)s at %(venue)s. We’re holding this time for you until %(time)s."
                    " Until then, no one else can book it.",
                    when=words.short(wait),
                    venue=venue.name,
                    time=deadline,
                )
            ),
            Entry(
                visits.when(booking),
                visits.named(booking),
                [f"{venue.name}, {venue.address}", usd(booking.price_cents)],
            ),
            Way(
                _("Book this time, %(price)s", price=usd(booking.price_cents)),
                link("waiting.show", wait_id=wait.public_id),
                main=True,
            ),
            Text(
                _(
                    "Can’t make it? Decline on the same page, and you stay on the waitlist. If you don’t respond by"
                    " %(time)s, we offer this time to the next guest and take you off the waitlist. You’re only"
                    " charged if you book.",
                    time=deadline,
                )
            ),
        ],
        why=str(WHY),
    )
    return Mail(f"offer.{booking.order.public_id}", [Recipient(user.name, user.email)], letter)
