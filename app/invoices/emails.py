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
    to, files = [Recipient(owner.name, owner.email)], [_file(standing, lines)]
    return Email(f"invoice.{invoice.public_id}", to, letter, attachments=files)


def reminder(standing: Standing, lines: Sequence[Line], days: int) -> Email:
    """Build the reminder of an invoice that is due, or was some days ago. Raises PdfFailed like `issued`."""
    invoice, owner = standing.invoice, standing.invoice.venue.owner
    amount, number, day = usd(standing.open_cents), invoice.name, full_date(invoice.due_on)
    if days:
        subject = _("Invoice %(number)s is overdue: %(amount)s", number=number, amount=amount)
        title = _("Your invoice of %(amount)s is overdue.", amount=amount)
        text = _(
            "Invoice %(number)s was due on %(day)s, and %(amount)s is open.", number=number, day=day, amount=amount
        )
    else:
        subject = _("Invoice %(number)s is due: %(amount)s", number=number, amount=amount)
        title = _("Your invoice of %(amount)s is due.", amount=amount)
        text = _("Invoice %(number)s is due on %(day)s, and %(amount)s is open.", number=number, day=day, amount=amount)
    letter = EmailBody(
        subject=subject,
        preview=text,
        title=title,
        blocks=[
            Text(text),
            Text(copy.how_to_pay()),
            Text(_("If you paid by bank in the last few days, you’re all set.")),
            ActionLink(_("Pay invoice"), link("invoices.index"), main=True),
            ActionLink(_("See what it’s for"), link("invoices.show", invoice_id=invoice.public_id)),
        ],
        why=str(WHY),
    )
    key = f"invoice-reminder.{invoice.public_id}.{days}"
    return Email(key, [Recipient(owner.name, owner.email)], letter, attachments=[_file(standing, lines)])


def _file(standing: Standing, lines: Sequence[Line]) -> Attachment:
    name = f"invoice-{standing.invoice.name}.pdf"
    return Attachment(name, "application/pdf", pdf_of([copy.document_of(standing, lines)]))


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
