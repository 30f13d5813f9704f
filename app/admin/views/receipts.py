"""Finance: a venue's receipts of a month or a year, in one file."""

from collections.abc import Sequence

from flask import abort, request
from flask.typing import ResponseReturnValue

from app.admin.abilities import AdminAbility, admins_with
from app.admin.queries.venues import venue_for_admin
from app.admin.views import bp
from app.core.errors import DomainError
from app.receipts.copy import document_of
from app.receipts.errors import ReceiptErrorCode
from app.receipts.models import Receipt
from app.receipts.pdf import pdf_file
from app.receipts.queries.receipts import contents_of, receipts_of_venue
from app.statements.periods import Period, chosen_period
from app.venues.models import Venue
from app.web.csv_export import Cell, dollars, sheet
from app.web.route_limits import limited

# A PDF of that many receipts took 1.3 seconds.
MOST = 1000


@bp.get("/finance/<slug>/receipts.pdf")
@limited("posters")
@admins_with(AdminAbility.FINANCE)
def receipts_pdf(slug: str) -> ResponseReturnValue:
    """Download a venue's receipts as one PDF, each on a page of its own."""
    venue, period, receipts = receipts_asked(slug)
    return pdf_file([document_of(each) for each in contents_of(receipts)], name=f"{venue.slug}-receipts-{period.key}")


@bp.get("/finance/<slug>/receipts.csv")
@admins_with(AdminAbility.FINANCE)
def receipts_file(slug: str) -> ResponseReturnValue:
    """Download the list of a venue's receipts."""
    venue, period, receipts = receipts_asked(slug)
    head: list[Cell] = ["Number", "Date", "Order", "Refund", "Seller", "Guest", "Company", "Reference", "Amount ($)"]
    rows: list[list[Cell]] = [
        [
            each.receipt.name,
            each.receipt.at.astimezone(venue.zone),
            each.receipt.order.public_id,
            each.receipt.refund.public_id if each.receipt.refund else "",
            each.receipt.seller_name,
            each.receipt.order.name,
            each.receipt.company,
            each.receipt.reference,
            dollars(each.cents),
        ]
        for each in contents_of(receipts)
    ]
    return sheet(f"{venue.slug}-receipts-{period.key}", [head, *rows])


def receipts_asked(slug: str) -> tuple[Venue, Period, Sequence[Receipt]]:
    """Return the venue and the period in the URL with its receipts. 404 without any."""
    venue = venue_for_admin(slug)
    period = chosen_period(request.args.get("period", ""), venue.zone) or abort(404)
    found = receipts_of_venue(venue.id, *period.instants(venue.zone), limit=MOST + 1)
    if len(found) > MOST:
        raise DomainError(ReceiptErrorCode.TOO_MANY, most=f"{MOST:,}")
    return venue, period, found or abort(404)
