"""Emails about credit at a venue."""

from flask_babel import gettext as _

from app.accounts.models import User
from app.core.formats import usd
from app.credit.enums import MovementKind
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


def venue_gone(movement: CreditMovement, guest: User, venue: Venue) -> Email:
    """Build the email to a guest with credit at a venue that is no longer on CozyWish."""
    amount, is_moved = usd(-movement.amount_cents), movement.kind is MovementKind.MOVED_OUT
    news = (
        _("You can use your %(amount)s credit there at any other venue now.", amount=amount)
        if is_moved
        else _(
            "The %(amount)s that the venue gave you has ended, because only the venue could honor it.", amount=amount
        )
    )
    letter = EmailBody(
        subject=_("Your credit at %(venue)s is store credit now", venue=venue.name)
        if is_moved
        else _("Your credit at %(venue)s has ended", venue=venue.name),
        preview=news,
        title=_("%(venue)s is no longer on CozyWish.", venue=venue.name),
        blocks=[Text(news), ActionLink(_("See your credit"), link("gift_cards.credit"), main=True)],
        why=_("You’re getting this email because you had credit at %(venue)s.", venue=venue.name),
    )
    return Email(f"venue-credit.{movement.id}", [Recipient(guest.name, guest.email)], letter)


def charged_back(movement: CreditMovement, guest: User, venue: Venue) -> Email:
    """Build the email to a guest whose bank returned a payment of which they had kept the refund as credit."""
    amount = usd(-movement.amount_cents)
    letter = EmailBody(
        subject=_("Your credit at %(venue)s has ended", venue=venue.name),
        preview=_("Your bank returned the payment."),
        title=_("Your credit at %(venue)s has ended.", venue=venue.name),
        blocks=[
            Text(
                _(
                    "Your bank returned the payment of which you had kept the refund as credit. So we took back the"
                    " %(amount)s that was left of it.",
                    amount=amount,
                )
            ),
            ActionLink(_("See your credit"), link("gift_cards.credit"), main=True),
        ],
        why=_("You’re getting this email because you had credit at %(venue)s.", venue=venue.name),
    )
    return Email(f"venue-credit.{movement.id}", [Recipient(guest.name, guest.email)], letter)
