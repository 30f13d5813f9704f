"""A venue's invoices, which its owner pays online."""

from flask import Blueprint, flash, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.guards import current_user_or_403
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict, Unavailable
from app.invoices import copy
from app.invoices.actions import start_payment
from app.invoices.queries import invoice_with, lines_of, payable_now, payment_underway
from app.payments import gateway_flows
from app.receipts.pdf import pdf_file
from app.receivables.queries import invoices_of
from app.venues.enums import Ability
from app.venues.guards import own_venue
from app.venues.models import Venue
from app.web.htmx import go
from app.web.route_limits import limited

bp = Blueprint("invoices", __name__, url_prefix="/venue/payouts/invoices")


@bp.get("/")
@own_venue(Ability.MANAGE_PAYOUTS)
def index(venue: Venue) -> ResponseReturnValue:
    found = invoices_of(venue.id)
    return render_template(
        "invoices/index.html",
        workplace=venue.name,
        invoices=found,
        open_cents=sum(each.open_cents for each in found),
        payable=payable_now(venue.id, found) if found else 0,
        today=clock.now().astimezone(venue.zone).date(),
        copy=copy,
    )


@bp.get("/<invoice_id>")
@own_venue(Ability.MANAGE_PAYOUTS)
def show(venue: Venue, invoice_id: str) -> ResponseReturnValue:
    standing = invoice_with(invoice_id, venue_id=venue.id)
    return render_template(
        "invoices/show.html",
        workplace=venue.name,
        standing=standing,
        lines=lines_of(standing.invoice),
        today=clock.now().astimezone(venue.zone).date(),
        copy=copy,
    )


@bp.get("/<invoice_id>.pdf")
@limited("posters")
@own_venue(Ability.MANAGE_PAYOUTS)
def download(venue: Venue, invoice_id: str) -> ResponseReturnValue:
    """Download an invoice as PDF. Raises Unavailable if making it takes too long."""
    standing = invoice_with(invoice_id, venue_id=venue.id)
    document = copy.document_of(standing, lines_of(standing.invoice))
    return pdf_file([document], name=f"invoice-{standing.invoice.name}")


@bp.post("/pay")
@limited("checkout")
@own_venue(Ability.MANAGE_PAYOUTS)
def pay(venue: Venue) -> ResponseReturnValue:
    """Go to the payment page for all open invoices. A payment that was started before ends first, unless it is paid."""
    try:
        earlier = payment_underway(venue.id)
        if earlier is not None:
            gateway_flows.close_page(earlier.id)
            session.commit()
        order = start_payment(venue_id=venue.id, user=current_user_or_403(), text=copy.order_text())
        there = gateway_flows.open_page(order.id)
    except (Conflict, Unavailable) as refused:
        session.rollback()
        flash(refused.message, "error")
        there = None
    return go(there or url_for("invoices.index"))
