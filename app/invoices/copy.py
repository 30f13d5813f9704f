"""What an invoice to a venue says."""

from collections.abc import Sequence
from datetime import date
from email.utils import parseaddr

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.bookings.copy import bookings as booking_copy
from app.bookings.enums import OrderKind
from app.core.formats import full_date, usd
from app.core.settings import settings
from app.core.zone_names import in_zone
from app.invoices.queries import Line
from app.receipts.pdf import Document
from app.receivables.queries import Standing

BY_CARD = lazy_gettext("Card")
BY_BANK = lazy_gettext("Bank")
WRITTEN_OFF = lazy_gettext("Written off")


def order_text() -> str:
    """Return the line of the order with which an owner pays."""
    return _("Invoices of CozyWish to your venue")


def issued_on(standing: Standing) -> str:
    return full_date(in_zone(standing.invoice.issued_at, settings().office_zone).date())


def state(standing: Standing, today: date) -> tuple[str, str]:
    """Return the label of an invoice's state, and the kind of its tag."""
    if standing.open_cents == 0:
        return _("Settled"), "calm"
    return (_("Overdue"), "no") if standing.is_overdue(today) else (_("Open"), "wait")


def why(line: Line) -> str:
    """Say why a venue owes us a part of a booking: "Refund RF-7K3M-Q2XD, May 19, 2026"."""
    if line.refund is not None:
        label = _("Dispute that the guest’s bank decided for the guest") if line.refund.dispute_id else _("Refund")
        number = "" if line.refund.dispute_id else f" {line.refund.public_id}"
    elif line.dispute is not None:
        label, number = _("Dispute"), f" {line.dispute.public_id}"
    elif line.taken_back is OrderKind.INVOICE:
        label, number = _("Your bank took back your payment of invoices"), ""
    elif line.taken_back is not None:
        label, number = _("A guest’s bank took back the payment for a package or membership"), ""
    else:
        label, number = _("Credit that you gave a guest") if line.is_credit else _("Correction"), ""
    return f"{label}{number}, {full_date(in_zone(line.at, settings().office_zone).date())}"


def booking_of(line: Line) -> str:
    """Return the booking of a line: "Deep-tissue massage, Tue, May 19, 1:00 PM, CW-7K3M-Q2XD"."""
    return f"{line.booking.title}, {details_of(line)}" if line.booking else ""


def details_of(line: Line) -> str:
    """Return when the booking of a line is, and its number."""
    return f"{booking_copy.when(line.booking)}, {line.booking.public_id}" if line.booking else ""


def explanation() -> str:
    return _(
        "This is for bookings that were refunded or disputed after we had paid you, and for credit that you gave"
        " guests. Your later payouts didn’t cover it."
    )


def by_bank() -> str:
    address = parseaddr(settings().mail_from)[1]
    return _(
        "To pay by bank, ask for our bank details at %(address)s. What you don’t pay, we keep from your next payouts.",
        address=address,
    )


def how_to_pay() -> str:
    return _("Pay by card on your page Payments and payouts.") + " " + by_bank()


def document_of(standing: Standing, lines: Sequence[Line]) -> Document:
    """Return an invoice as it's printed."""
    invoice = standing.invoice
    settled = invoice.amount_cents - standing.open_cents
    after = [(_("Paid, or kept from payouts"), usd(-settled)), (_("Still owed"), usd(standing.open_cents))]
    return Document(
        title=_("Invoice"),
        seller=("CozyWish", settings().postal_address),
        facts=[
            (_("Invoice number"), invoice.name),
            (_("Issued"), issued_on(standing)),
            (_("Due"), full_date(invoice.due_on)),
            (_("Billed to"), f"{invoice.billed_name}\n{invoice.billed_address}"),
        ],
        lines=[(f"{booking_of(each)}\n{why(each)}".strip(), usd(each.cents)) for each in lines],
        total=(_("Total"), usd(invoice.amount_cents)),
        after=after if settled else [],
        notes=[explanation(), how_to_pay()],
    )
