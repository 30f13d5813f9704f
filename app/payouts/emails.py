"""Emails to owners about their payouts. Nothing here reads the database."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.core.formats import date_of, usd
from app.email.body import ActionLink, EmailBlock, EmailBody, Facts, Text
from app.email.links import link
from app.email.message import Email, Recipient
from app.payouts import copy
from app.payouts.models import Payout, PayoutAccount
from app.venues.models import Venue

WHY = lazy_gettext("You’re getting this email because you own a venue on CozyWish.")


def paused(venue: Venue, account: PayoutAccount) -> Email:
    """Build the email that says why Stripe no longer pays out, and what it needs."""
    needed = copy.missing(account.requirements)
    blocks: list[EmailBlock] = [
        Text(_("Guests can still book and pay. What you earn waits for you until payouts start again.")),
        *([Facts([(_("Stripe needs"), each) for each in needed])] if needed else []),
        ActionLink(_("See what’s missing"), link("payouts.index"), main=True),
    ]
    title = _("Your payouts are paused.")
    letter = EmailBody(
        subject=title.rstrip("."),
        preview=needed[0] if needed else _("Stripe is checking your details."),
        title=title,
        blocks=blocks,
        why=str(WHY),
    )
    return Email(f"payouts-paused.{venue.slug}.{account.read_at:%Y%m%d}", [_owner(venue)], letter)


def failed(venue: Venue, payout: Payout) -> Email:
    """Build the email about a payout that the bank did not take, and what to do."""
    amount = usd(payout.amount_cents)
    title = _("Your payout of %(amount)s failed.", amount=amount)
    blocks: list[EmailBlock] = [
        Text(copy.failure(payout)),
        Text(_("The money is safe. Stripe sends it again after you correct your bank details.")),
        Facts([(_("Payout"), payout.public_id), (_("Expected on"), date_of(payout.arrives_on))]),
        ActionLink(_("Correct bank details"), link("payouts.index"), main=True),
    ]
    letter = EmailBody(
        subject=title.rstrip("."), preview=copy.failure(payout), title=title, blocks=blocks, why=str(WHY)
    )
    return Email(f"payout-failed.{payout.public_id}", [_owner(venue)], letter)


def _owner(venue: Venue) -> Recipient:
    return Recipient(venue.owner.name, venue.owner.email)
