"""Receipts as a file in the email about a payment or a refund."""

from collections.abc import Sequence
from dataclasses import replace

from app.core.logs import log
from app.core.pdf import PdfFailed
from app.email.message import Attachment, Email
from app.receipts.copy import document_of
from app.receipts.pdf import pdf_of
from app.receipts.queries.receipts import Contents, contents_of, receipts_of


def with_receipts(mail: Email, *, order_id: int, refund_id: int | None = None) -> Email:
    """Return an email with the receipts of a payment attached, or with that of a refund.

    It goes without them if making the PDF takes too long: it links to their page.
    """
    found = [receipt for receipt in receipts_of(order_id) if receipt.refund_id == refund_id]
    if not found:
        return mail
    try:
        file = receipts_file(contents_of(found))
    except PdfFailed:
        log.error("receipts not attached", order=order_id)
        return mail
    return replace(mail, attachments=[*mail.attachments, file])


def receipts_file(found: Sequence[Contents]) -> Attachment:
    """Return receipts of an order as one PDF. Raises PdfFailed if making it takes too long."""
    first = found[0].receipt
    name = f"receipt-{first.name}" if len(found) == 1 else f"receipts-{first.order.public_id}"
    return Attachment(f"{name}.pdf", "application/pdf", pdf_of([document_of(one) for one in found]))
