"""The email that a guest asks for, with their receipts. Nothing here reads the database."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from app.email.body import ActionLink, Amounts, EmailBody, Text
from app.email.links import link
from app.email.message import Attachment, Email, Recipient
from app.receipts.copy import document_of
from app.receipts.pdf import pdf_of
from app.receipts.queries import Contents


def receipts(found: Sequence[Contents], *, asked_at: int) -> Email:
    """Build the email with the receipts of an order as one PDF. Raises PdfFailed if making it takes too long.

    Each request has its own email, because the company on them may have changed.
    """
    order, number = found[0].receipt.order, found[0].receipt.order.public_id
    lines = [(f"{one.receipt.seller_name}, {one.receipt.name}", one.cents) for one in found]
    letter = EmailBody(
        subject=ngettext(
            "Your receipt for order %(order)s", "Your receipts for order %(order)s", len(found), order=number
        ),
        preview=", ".join(name for name, _cents in lines),
        title=ngettext("Here’s your receipt.", "Here are your receipts.", len(found)),
        blocks=[
            Text(ngettext("It’s in the attached PDF.", "They’re in the attached PDF.", len(found))),
            Amounts(lines, (_("Paid, less refunds"), sum(one.cents for one in found))),
            ActionLink(_("View receipt"), link("bookings.receipt", order_id=number), main=True),
        ],
        why=_("You’re getting this email because you asked for it on CozyWish."),
    )
    file = Attachment(f"receipts-{number}.pdf", "application/pdf", pdf_of([document_of(one) for one in found]))
    return Email(f"receipts.{number}.{asked_at}", [Recipient(order.name, order.email)], letter, attachments=[file])
