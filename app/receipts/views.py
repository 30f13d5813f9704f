"""A guest's payments and refunds with their receipts, and an owner's name on them."""

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guards import current_user_or_403, login_required
from app.accounts.zones import zone_of
from app.bookings.queries.orders import order_of
from app.core import clock
from app.core.jobs import defer
from app.core.slugs import slugify
from app.receipts import copy
from app.receipts.actions import set_company, set_legal_name
from app.receipts.forms import CompanyForm, LegalNameForm
from app.receipts.models import Receipt
from app.receipts.pdf import pdf_file
from app.receipts.queries.movements import movements_of
from app.receipts.queries.receipts import contents_of, receipt_of_guest, receipt_of_venue
from app.venues.enums import Ability
from app.venues.guards import own_venue
from app.venues.models import Venue
from app.web.fields import whole_number
from app.web.htmx import go, render
from app.web.route_limits import limited

bp = Blueprint("receipts", __name__)


@bp.get("/account/payments")
@login_required
def index() -> ResponseReturnValue:
    """List all payments and refunds of a guest, with their receipts."""
    page = whole_number(request.args.get("page", ""), most=9_999) or 1
    user = current_user_or_403()
    movements, has_more = movements_of(user.id, page=page)
    return render_template(
        "receipts/index.html", movements=movements, zone=zone_of(user), page=page, has_more=has_more, copy=copy
    )


@bp.get("/receipts/<receipt_id>.pdf")
@limited("posters")
@login_required
def download(receipt_id: str) -> ResponseReturnValue:
    """Download a receipt as PDF. Raises Unavailable if making it takes too long."""
    return pdf_of(receipt_of_guest(current_user_or_403().id, receipt_id))


@bp.get("/venue/payouts/receipts/<receipt_id>.pdf")
@limited("posters")
@own_venue(Ability.MANAGE_PAYOUTS)
def venue_download(venue: Venue, receipt_id: str) -> ResponseReturnValue:
    return pdf_of(receipt_of_venue(venue.id, receipt_id))


def pdf_of(receipt: Receipt) -> Response:
    seller = slugify(receipt.seller_name, fallback="venue", longest=60)
    return pdf_file(
        [copy.document_of(each) for each in contents_of([receipt])], name=f"receipt-{seller}-{receipt.name}"
    )


@bp.post("/orders/<order_id>/receipt")
@login_required
def add_company(order_id: str) -> ResponseReturnValue:
    """Write a company and a reference on the receipts of an order."""
    order, form = order_of(current_user_or_403().id, order_id), CompanyForm()
    if form.validate_on_submit():
        set_company(order_id=order.id, company=form.company.value, reference=form.reference.value)
        flash(_("Saved. Download the receipt again to see it there."))
    else:
        flash(_("Enter up to 120 characters for the company, and up to 60 for the reference."), "error")
    return go(url_for("bookings.receipt", order_id=order_id))


@bp.post("/orders/<order_id>/receipt/email")
@limited("messages")
@login_required
def send(order_id: str) -> ResponseReturnValue:
    """Email the guest all receipts of an order, as one PDF."""
    order = order_of(current_user_or_403().id, order_id)
    defer("receipts.email", order_id=order.id, asked_at=int(clock.now().timestamp()))
    flash(_("We’re emailing your receipts to %(email)s.", email=order.email))
    return go(url_for("bookings.receipt", order_id=order_id))


@bp.route("/venue/payouts/receipts", methods=["GET", "POST"])
@own_venue(Ability.MANAGE_PAYOUTS)
def settings(venue: Venue) -> ResponseReturnValue:
    """Set the name on the venue's receipts."""
    form = LegalNameForm(data={"name": venue.legal_name})
    if form.validate_on_submit():
        set_legal_name(venue=venue, name=form.name.value)
        flash(_("Saved. New receipts show it."))
        return go(url_for("payouts.index"))
    return render(
        "receipts/settings.html",
        "receipts/_settings.html",
        status=422 if form.errors else 200,
        workplace=venue.name,
        venue=venue,
        form=form,
    )
