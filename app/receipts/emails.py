"""Emails that are only about receipts. Nothing here reads the database."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.formats import usd
from app.email.body import ActionLink, Amounts, EmailBlock, EmailBody, Text
from app.email.links import link
from app.email.message import Email, Recipient
from app.receipts.attached import receipts_file
from app.receipts.queries.receipts import Contents


def requested(found: Sequence[Contents], *, asked_at: int) -> Email:
    """Build the email with the receipts of an order as one PDF. Raises PdfFailed if making it takes too long.

    Each request has its own email, because the company on them may have changed.
    """
    order, number = found[0].receipt.order, found[0].receipt.order.public_id
    letter = EmailBody(
        subject=ngettext(
            "Your receipt for order %(order)s", "Your receipts for order %(order)s", len(found), order=number
        ),
        preview=", ".join(name for name, _cents in _lines(found)),
        title=ngettext("Here’s your receipt.", "Here are your receipts.", len(found)),
        blocks=[
            Text(ngettext("It’s in the attached PDF.", "They’re in the attached PDF.", len(found))),
            *_amounts(found, _("Paid, less refunds")),
        ],
        why=_("You’re getting this email because you asked for it on CozyWish."),
    )
    to = [Recipient(order.name, order.email)]
    return Email(f"receipts.{number}.{asked_at}", to, letter, attachments=[receipts_file(found)])


def paid(found: Sequence[Contents]) -> Email:
    """Build the email about a payment, without its receipt."""
    receipt, order, cents = found[0].receipt, found[0].receipt.order, sum(one.cents for one in found)
    for_what = found[0].lines[0].text
    letter = EmailBody(
        subject=_("You paid %(amount)s to %(venue)s", amount=usd(cents), venue=receipt.seller_name),
        preview=for_what,
        title=_("You paid %(amount)s.", amount=usd(cents)),
        blocks=[Text(for_what), *_amounts(found, _("Paid"))],
        why=_("You’re getting this email because you paid on CozyWish."),
    )
    return Email(f"paid.{order.public_id}", [Recipient(order.name, order.email)], letter)


def _lines(found: Sequence[Contents]) -> list[tuple[str, int]]:
    return [(f"{one.receipt.seller_name}, {one.receipt.name}", one.cents) for one in found]


def _amounts(found: Sequence[Contents], total: str) -> list[EmailBlock]:
    order = found[0].receipt.order
    return [
        Amounts(_lines(found), (total, sum(one.cents for one in found))),
        ActionLink(_("View receipt"), link("bookings.receipt", order_id=order.public_id), main=True),
    ]
