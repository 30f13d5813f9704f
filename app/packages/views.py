"""Packages: a guest buys and sees them, and a venue sells them.

A view that calls Stripe does it through a gateway flow, whose steps commit; what follows is a separate transaction.
"""

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.guards import current_user_or_403, login_required
from app.bookings.enums import OrderState
from app.bookings.models.orders import Order
from app.catalog.queries import services_of
from app.commission.queries import rates_of
from app.core.db import session
from app.core.errors import Conflict
from app.core.formats import usd
from app.packages import copy
from app.packages.actions import buy, refund_unused, save_offer, set_sold
from app.packages.forms import OfferForm, RefundForm
from app.packages.queries import (
    covered_by,
    offer_of,
    offer_sold,
    offers_of,
    pass_at,
    pass_number,
    pass_of_guest,
    passes_at,
    passes_of_guest,
    unearned_cents,
    usage_at,
    used_by,
)
from app.passes.enums import OfferKind, PassState
from app.passes.models import PassOffer
from app.payments.opening import go_to_payment
from app.venues.enums import Ability
from app.venues.guards import own_venue
from app.venues.models import Venue
from app.venues.queries import venue_by_slug
from app.web.fields import whole_number
from app.web.htmx import go
from app.web.links import moved
from app.web.route_limits import limited

bp = Blueprint("packages", __name__)
venue_bp = Blueprint("venue_packages", __name__, url_prefix="/venue/packages")


@bp.get("/venues/<slug>/packages")
def at_venue(slug: str) -> ResponseReturnValue:
    """Show the packages that a venue sells."""
    venue = venue_by_slug(slug)
    if venue.slug != slug:
        return moved("packages.at_venue", slug=venue.slug)
    offers = offers_of(venue.id, only_sold=True)
    return render_template("packages/at_venue.html", venue=venue, offers=offers, covered=covered_by(offers), copy=copy)


@bp.post("/packages/<offer_id>")
@limited("checkout")
def buy_package(offer_id: str) -> ResponseReturnValue:
    """Go to the payment page. Visitors log in or create an account first."""
    offer = offer_sold(offer_id)
    back = url_for("packages.at_venue", slug=offer.venue.slug)
    if not current_user.is_authenticated:
        flash(_("Log in or create an account to buy the package."))
        return go(url_for("login.log_in", next=back))
    try:
        order = buy(user=current_user_or_403(), offer=offer, text=copy.line_text(offer))
    except Conflict as refused:
        flash(refused.message, "error")
        return go(back)
    return _pay(order.id)


def _pay(order_id: int) -> ResponseReturnValue:
    """Redirect to the payment page of an order, or to the package's page."""
    return go_to_payment(order_id, otherwise=url_for("packages.show", pass_id=pass_number(order_id)))


@bp.get("/account/packages")
@login_required
def index() -> ResponseReturnValue:
    """List what a guest has bought, and what is left."""
    held = passes_of_guest(current_user_or_403().id)
    return render_template("packages/index.html", passes=held, covered=covered_by(held), copy=copy)


@bp.get("/account/packages/<pass_id>")
@login_required
def show(pass_id: str) -> ResponseReturnValue:
    """Show a package with its bookings: the payment page redirects here."""
    held = pass_of_guest(current_user_or_403().id, pass_id)
    order = session.get_one(Order, held.order_id)
    return render_template(
        "packages/show.html",
        held=held,
        order=order,
        is_open=order.state is OrderState.PENDING,
        is_paid=held.state is not PassState.UNPAID,
        used=used_by([held.id]),
        covered=covered_by([held]),
        copy=copy,
    )


@bp.post("/account/packages/<pass_id>/pay")
@limited("checkout")
@login_required
def pay(pass_id: str) -> ResponseReturnValue:
    held = pass_of_guest(current_user_or_403().id, pass_id)
    return _pay(held.order_id)


@venue_bp.get("/")
@own_venue(Ability.MANAGE_PACKAGES)
def list_offers(venue: Venue) -> ResponseReturnValue:
    """Show the packages of a venue, who has them, and what isn't earned yet."""
    offers, sold = offers_of(venue.id), passes_at(venue.id)
    packages, months = usage_at(venue.id)
    return render_template(
        "packages/offers.html",
        workplace=venue.name,
        venue=venue,
        offers=offers,
        sold=sold,
        covered=covered_by(offers),
        unearned=unearned_cents(venue.id),
        packages=packages,
        months=months,
        rate_bps=rates_of([venue.id])[venue.id].rate_bps,
        copy=copy,
    )


@venue_bp.route("/new", methods=["GET", "POST"])
@own_venue(Ability.MANAGE_PACKAGES)
def new(venue: Venue) -> ResponseReturnValue:
    return _edit(venue, None)


@venue_bp.route("/<offer_id>", methods=["GET", "POST"])
@own_venue(Ability.MANAGE_PACKAGES)
def edit(venue: Venue, offer_id: str) -> ResponseReturnValue:
    offer = offer_of(venue.id, offer_id)
    if offer.kind is OfferKind.MEMBERSHIP:
        return go(url_for("venue_memberships.edit", offer_id=offer_id))
    return _edit(venue, offer)


def _edit(venue: Venue, offer: PassOffer | None) -> ResponseReturnValue:
    form = OfferForm.of(offer, services_of(venue))
    if form.validate_on_submit():
        with form.refusals(form.options):
            saved = save_offer(venue=venue, terms=form.terms, offer=offer)
            flash(_("“%(package)s” is saved. Guests who already bought it keep what they have.", package=saved.title))
            return go(url_for("venue_packages.list_offers"))
    html = render_template("packages/edit.html", workplace=venue.name, venue=venue, offer=offer, form=form)
    return make_response(html, 422 if form.errors else 200)


@venue_bp.post("/<offer_id>/sell")
@own_venue(Ability.MANAGE_PACKAGES)
def sell(venue: Venue, offer_id: str) -> ResponseReturnValue:
    """Start or stop selling a package."""
    offer = offer_of(venue.id, offer_id)
    try:
        set_sold(venue=venue, offer=offer, on=request.form.get("on") == "yes")
    except Conflict as refused:
        flash(refused.message, "error")
        return go(url_for("venue_packages.list_offers"))
    flash(
        _("Guests can buy “%(package)s” now.", package=offer.title)
        if offer.active
        else _("Guests can no longer buy “%(package)s”. Those who have it can use it.", package=offer.title)
    )
    return go(url_for("venue_packages.list_offers"))


@venue_bp.route("/sold/<pass_id>", methods=["GET", "POST"])
@own_venue(Ability.MANAGE_PACKAGES)
def show_sold(venue: Venue, pass_id: str) -> ResponseReturnValue:
    """Show a package that a guest has, and refund what is left of it."""
    held, form = pass_at(venue.id, pass_id), RefundForm()
    if form.validate_on_submit():
        with form.refusals(form.reason):
            seen = whole_number(form.left.data or "", most=held.price_cents) or 0
            refund = refund_unused(pass_id=held.id, left_cents=seen, reason=form.reason.value)
            flash(_("We’re refunding %(amount)s. The package has ended.", amount=usd(refund.amount_cents)))
            return go(url_for("venue_packages.show_sold", pass_id=pass_id))
        held = pass_at(venue.id, pass_id)  # as it is now
    html = render_template(
        "packages/sold.html",
        workplace=venue.name,
        venue=venue,
        held=held,
        used=used_by([held.id]),
        covered=covered_by([held]),
        form=form,
        copy=copy,
    )
    return make_response(html, 422 if form.errors else 200)
