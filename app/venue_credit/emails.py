"""Emails about credit at a venue."""

from flask_babel import gettext as _

from app.accounts.models import User
from app.core.formats import usd
from app.credit.models import CreditMovement
from app.email.body import ActionLink, EmailBody, Facts, QuotedText, Text
from app.email.links import link
from app.email.message import Email, Recipient
from app.venues.models import Venue


def given(movement: CreditMovement, guest: User, venue: Venue, *, balance: int) -> Email:
    """Build the email to a guest who got credit from a venue."""
    amount = usd(movement.amount_cents)
    letter = EmailBody(
        subject=_("%(venue)s gave you %(amount)s credit", venue=venue.name, amount=amount),
        preview=_("It pays for your next booking there."),
        title=_("You got %(amount)s credit.", amount=amount),
        blocks=[
            QuotedText(venue.name, movement.reason),
            Text(
                _(
                    "It pays for bookings at %(venue)s, all or in part, and only there. It never expires. You can’t get"
                    " it in cash.",
                    venue=venue.name,
                )
            ),
            Facts([(_("Your credit at %(venue)s", venue=venue.name), usd(balance))]),
            ActionLink(_("Choose a time"), link("venue_pages.venue", slug=venue.slug), main=True),
            ActionLink(_("See your credit"), link("gift_cards.credit")),
        ],
        why=_("You’re getting this email because you booked at %(venue)s on CozyWish.", venue=venue.name),
    )
    return Email(f"venue-credit.{movement.id}", [Recipient(guest.name, guest.email)], letter)


def taken_back(movement: CreditMovement, guest: User, venue: Venue, *, balance: int) -> Email:
    """Build the email to a guest from whom a venue took credit back that it had given."""
    amount = usd(-movement.amount_cents)
    letter = EmailBody(
        subject=_("%(venue)s took back %(amount)s credit", venue=venue.name, amount=amount),
        preview=_("You hadn’t used it yet."),
        title=_("%(venue)s took credit back.", venue=venue.name),
        blocks=[
            Text(
                _(
                    "%(venue)s took back the %(amount)s that it gave you. Credit that you kept from a refund stays"
                    " yours.",
                    venue=venue.name,
                    amount=amount,
                )
            ),
            Facts([(_("Your credit at %(venue)s", venue=venue.name), usd(balance))]),
            ActionLink(_("See your credit"), link("gift_cards.credit"), main=True),
        ],
        why=_("You’re getting this email because you had credit at %(venue)s.", venue=venue.name),
    )
    return Email(f"venue-credit.{movement.id}", [Recipient(guest.name, guest.email)], letter)
