"""Emails to owners about their payouts. Nothing here reads the database."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from app.bookings.charges import CHECK_IN_WITHIN
from app.bookings.queries.unseen import Unseen
from app.core.formats import date_of, day, usd
from app.email.body import ActionLink, Amounts, EmailBlock, EmailBody, Facts, Text
from app.email.links import link
from app.email.message import Email, Recipient
from app.payouts import copy
from app.payouts.models import Payout, PayoutAccount
from app.venues.models import Venue

WHY = lazy_gettext("You’re getting this email because you own a venue on CozyWish.")


def paused(venue: Venue, account: PayoutAccount) -> Email:
    """Build the email that says why Stripe no longer pays out, and what it needs."""
    needed, problem = copy.missing(account.requirements), copy.problem(account, venue.zone)
    title = _("Your payouts are paused.")
    reason = [each for each in (problem.title, problem.text) if each != title] if problem else []
    blocks: list[EmailBlock] = [
        Text(" ".join(reason)),
        *([Facts([(_("Stripe needs"), each) for each in needed])] if needed else []),
        ActionLink(_("See payouts"), link("payouts.index"), main=True),
    ]
    letter = EmailBody(subject=title.rstrip("."), preview=reason[0], title=title, blocks=blocks, why=str(WHY))
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


def unseen(venue: Venue, found: Sequence[Unseen], now: datetime) -> Email:
    """Build the email that asks which guests came, so that we pay our part of their bookings. The earliest is first."""
    title = ngettext("Did this guest come?", "Did these %(num)d guests come?", len(found))
    cents = sum(each.cents for each in found)
    how = ngettext(
        "Mark the guest as arrived, or record their payment, to get the %(amount)s that CozyWish pays for their deal.",
        "Mark guests as arrived, or record their payment, to get the %(amount)s that CozyWish pays for their deals.",
        len(found),
        amount=usd(cents),
    )
    last = (found[0].booking.starts_at + CHECK_IN_WITHIN).astimezone(venue.zone).date()
    blocks: list[EmailBlock] = [
        Text(how),
        Amounts([(_line(each, venue), each.cents) for each in found], (_("CozyWish pays"), cents)),
        Text(
            ngettext(
                "You have until %(day)s.",
                "You have until %(day)s for the first booking.",
                len(found),
                day=date_of(last),
            )
        ),
        ActionLink(_("See bookings"), f"{link('payouts.index')}#unseen", main=True),
    ]
    letter = EmailBody(subject=title, preview=how, title=title, blocks=blocks, why=str(WHY))
    return Email(f"payouts-unseen.{venue.slug}.{now:%Y%m%d}", [_owner(venue)], letter)


def _line(each: Unseen, venue: Venue) -> str:
    return f"{day(each.booking.starts_at, venue.zone)}, {each.booking.order.name}"


def _owner(venue: Venue) -> Recipient:
    return Recipient(venue.owner.name, venue.owner.email)
