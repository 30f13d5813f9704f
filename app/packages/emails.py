"""Emails about packages."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from app.bookings.copy.bookings import named, when
from app.bookings.copy.cancellation import BANK_TIME
from app.bookings.models.bookings import Booking
from app.bookings.models.refunds import Refund
from app.core.formats import usd
from app.email.body import ActionLink, BookingEntry, EmailBody, Facts, Text
from app.email.links import link
from app.email.message import Email, Recipient
from app.packages import copy
from app.passes.models import Pass, PassUse


def bought(held: Pass, services: str, *, order_number: str, card: str) -> Email:
    """Build the email that confirms a purchase."""
    venue = held.venue
    letter = EmailBody(
        subject=_("Your package “%(package)s” at %(venue)s", package=held.title, venue=venue.name),
        preview=_("It pays for %(bookings)s.", bookings=copy.bookings(held.uses)),
        title=_("Your package is ready to use."),
        blocks=[
            Text(
                _(
                    "It pays for %(bookings)s of %(services)s at %(venue)s. Choose a time as usual. In your cart, the"
                    " booking costs nothing.",
                    bookings=copy.bookings(held.uses),
                    services=services,
                    venue=venue.name,
                )
            ),
            Facts(
                [
                    (_("Package"), held.title),
                    (_("Paid"), _("%(amount)s with %(card)s", amount=usd(held.price_cents), card=card)),
                    (_("Last day"), copy.last_day(held, venue.zone)),
                    (_("Order number"), order_number),
                ]
            ),
            Text(
                _(
                    "If you cancel a booking in time, you can use it for another time. What you haven’t used by the"
                    " last day expires without a refund."
                )
            ),
            ActionLink(_("Choose a time"), link("venue_pages.venue", slug=venue.slug), main=True),
            ActionLink(_("See package"), link("packages.show", pass_id=held.public_id)),
        ],
        why=_("You’re getting this email because you bought a package on CozyWish."),
    )
    return Email(f"package.{held.public_id}", [Recipient(held.user.name, held.user.email)], letter)


def refunded(held: Pass, refund: Refund, *, card: str) -> Email:
    """Build the email to the guest whose package was refunded."""
    amount = usd(refund.amount_cents)
    letter = EmailBody(
        subject=_("%(venue)s refunded %(amount)s of your package", venue=held.venue.name, amount=amount),
        preview=_("We sent the refund to %(card)s.", card=card),
        title=_("You got a refund of %(amount)s.", amount=amount),
        blocks=[
            Text(
                _(
                    "It’s for what was left of your package “%(package)s”. We sent it to %(card)s. Banks take %(days)s"
                    " to show it. Bookings that you made with the package stay.",
                    package=held.title,
                    card=card,
                    days=BANK_TIME,
                )
            ),
            Facts([(_("Reason"), refund.reason), (_("Package"), held.title)]),
        ],
        why=_("You’re getting this email because you bought a package on CozyWish."),
    )
    return Email(f"package-refunded.{refund.public_id}", [Recipient(held.user.name, held.user.email)], letter)


def used(uses: Sequence[PassUse], held: Pass, booked: Sequence[Booking]) -> Email:
    """Build the email to the guest whose package was used at the front desk, for a booking or for several."""
    venue = held.venue
    bookings = copy.bookings(sum(use.uses for use in uses))
    letter = EmailBody(
        subject=_(
            "%(venue)s used %(bookings)s of “%(package)s”", venue=venue.name, bookings=bookings, package=held.title
        ),
        preview=_("%(left)s.", left=copy.left(held)),
        title=ngettext("Your package paid for a booking.", "Your package paid for %(num)d bookings.", len(booked)),
        blocks=[
            Text(
                _(
                    "%(venue)s booked this for you and used %(bookings)s of your package “%(package)s”. You have"
                    " %(left)s.",
                    venue=venue.name,
                    bookings=bookings,
                    package=held.title,
                    left=copy.left(held),
                )
            ),
            *(BookingEntry(when(each), named(each), [f"{venue.name}, {venue.address}"]) for each in booked),
            Text(_("Not your booking? Contact %(venue)s, or reply to this email.", venue=venue.name)),
            ActionLink(_("See package"), link("packages.show", pass_id=held.public_id), main=True),
        ],
        why=_("You’re getting this email because you bought a package on CozyWish."),
    )
    return Email(f"package-used.{booked[0].public_id}", [Recipient(held.user.name, held.user.email)], letter)
