"""Emails to owners about invoices. Nothing here reads the database."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.bookings.models.orders import Order
from app.bookings.models.refunds import Refund
from app.core.formats import full_date, usd
from app.email.body import ActionLink, Amounts, EmailBody, Facts, Text
from app.email.links import link
from app.email.message import Attachment, Email, Recipient
from app.invoices import copy
from app.invoices.queries import Line
from app.receipts.pdf import pdf_of
from app.receivables.queries import Standing

WHY = lazy_gettext("You’re getting this email because you own a venue on CozyWish.")


def issued(standing: Standing, lines: Sequence[Line]) -> Email:
    """Build the email with an invoice. Raises PdfFailed if making its PDF takes too long."""
    invoice, owner = standing.invoice, standing.invoice.venue.owner
    amount, day = usd(invoice.amount_cents), full_date(invoice.due_on)
    what = [(", ".join(part for part in (copy.booking_of(each), copy.why(each)) if part), each.cents) for each in lines]
    letter = EmailBody(
        subject=_("Invoice %(number)s: %(amount)s, due %(day)s", number=invoice.name, amount=amount, day=day),
        preview=copy.explanation(),
        title=_("You have an invoice of %(amount)s.", amount=amount),
        blocks=[
            Text(copy.explanation()),
            Facts([(_("Invoice number"), invoice.name), (_("Due"), day)]),
            Amounts(what, (_("Total"), invoice.amount_cents)),
            Text(copy.how_to_pay()),
            ActionLink(_("See invoice"), link("invoices.show", invoice_id=invoice.public_id), main=True),
        ],
        why=str(WHY),
    )
    file = Attachment(f"invoice-{invoice.name}.pdf", "application/pdf", pdf_of([copy.document_of(standing, lines)]))
    return Email(f"invoice.{invoice.public_id}", [Recipient(owner.name, owner.email)], letter, attachments=[file])


def refunded(refund: Refund, order: Order, *, card: str) -> Email:
    """Build the email to an owner whose payment of invoices was refunded."""
    amount = usd(refund.amount_cents)
    letter = EmailBody(
        subject=_("We refunded %(amount)s", amount=amount),
        preview=_("We sent the refund to %(card)s.", card=card),
        title=_("You got a refund of %(amount)s.", amount=amount),
        blocks=[
            Text(
                _("Your invoices were settled before your payment arrived. We sent the refund to %(card)s.", card=card)
            ),
            ActionLink(_("See invoices"), link("invoices.index"), main=True),
        ],
        why=str(WHY),
    )
    return Email(f"invoice-refunded.{refund.public_id}", [Recipient(order.name, order.email)], letter)
