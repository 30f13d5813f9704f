"""Receipts and statements as PDF."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from flask import Response

from app.core.errors import Unavailable
from app.core.pdf import PdfFailed, make_pdf
from app.receipts.errors import ReceiptErrorCode

TEMPLATE = Path(__file__).with_name("receipt.typ")
# A label and amounts, or two texts.
Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """The texts of a receipt or a statement. `lines`, `total`, and `after` are labels with as many amounts each."""

    title: str
    seller: tuple[str, str]
    facts: Sequence[Row]
    lines: Sequence[Row]
    total: Row
    notes: Sequence[str]
    bookings: Sequence[Row] = ()
    # Over the amounts, and below the total.
    heading: Row = ()
    after: Sequence[Row] = ()
    # A heading, and what it says in one or more paragraphs.
    policy: Sequence[str] = ()


def pdf_of(documents: Sequence[Document]) -> bytes:
    """Return documents as one PDF, each on pages of its own. Raises PdfFailed if making it takes too long."""
    return make_pdf(TEMPLATE, {"title": documents[0].title, "documents": [asdict(each) for each in documents]})


def pdf_file(documents: Sequence[Document], *, name: str) -> Response:
    """Return a PDF as a download called `name`.pdf. Raises Unavailable if making it takes too long."""
    try:
        content = pdf_of(documents)
    except PdfFailed:
        raise Unavailable(ReceiptErrorCode.PDF_FAILED) from None
    response = Response(content, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
