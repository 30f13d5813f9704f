"""A guest's saved cards, and a venue's way to waive a fee."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guards import current_user_or_403, login_required
from app.bookings.actions.later import waive_charge
from app.bookings.queries.bookings import booking_of_venue
from app.core.db import session
from app.core.errors import Unavailable
from app.later_charges import copy, gateway_flows
from app.payments.gateway import GatewayRefused
from app.saved_cards.actions import make_default, remove_card
from app.saved_cards.queries import card_with_key, cards_in_use, cards_of
from app.venues.enums import Ability
from app.venues.guards import own_venue
from app.venues.models import Venue
from app.web.htmx import go
from app.web.route_limits import limited

bp = Blueprint("saved_cards", __name__)
venue_bp = Blueprint("later_charges", __name__)


@bp.get("/account/cards")
@login_required
def index() -> ResponseReturnValue:
    user = current_user_or_403()
    return render_template("later_charges/cards.html", cards=cards_of(user.id), in_use=cards_in_use(user.id), copy=copy)


@bp.post("/account/cards")
@limited("checkout")
@login_required
def add() -> ResponseReturnValue:
    """Go to Stripe's page to enter a card."""
    return _to_page()


@bp.post("/account/cards/<key>/replace")
@limited("checkout")
@login_required
def replace(key: str) -> ResponseReturnValue:
    """Go to Stripe's page to enter a card that takes the place of another one."""
    return _to_page(card_with_key(current_user_or_403().id, key).key)


@bp.get("/account/cards/saved")
@login_required
def saved() -> ResponseReturnValue:
    """Save the card when its owner returns from Stripe's page."""
    user, replaces = current_user_or_403(), request.args.get("replaces", "")
    try:
        card = gateway_flows.keep_new_card(user.id, request.args.get("session", ""), replaces=replaces)
    except (Unavailable, GatewayRefused):
        session.rollback()
        card = None
    if card is None:
        flash(_("No card was saved. Try again."), "error")
    else:
        flash(_("%(card)s is saved.", card=copy.card_name(card)))
    return go(url_for("saved_cards.index"))


@bp.post("/account/cards/<key>/default")
@login_required
def default(key: str) -> ResponseReturnValue:
    card = make_default(user_id=current_user_or_403().id, key=key)
    flash(_("%(card)s is your default card.", card=copy.card_name(card)))
    return go(url_for("saved_cards.index"))


@bp.post("/account/cards/<key>/remove")
@login_required
def remove(key: str) -> ResponseReturnValue:
    card = remove_card(user_id=current_user_or_403().id, key=key)
    flash(_("%(card)s is removed.", card=copy.card_name(card)))
    return go(url_for("saved_cards.index"))


@venue_bp.post("/venue/bookings/<booking_id>/waive")
@own_venue(Ability.CHANGE_BOOKINGS)
def waive(venue: Venue, booking_id: str) -> ResponseReturnValue:
    """Waive the fee of a booking that hasn't been charged yet."""
    booking = booking_of_venue(venue.id, booking_id)
    if waive_charge(booking.id):
        flash(_("The fee is waived. We won’t charge the guest’s card."))
    else:
        flash(_("There’s no open fee for this booking."), "error")
    return go(url_for("calendar.day", day=booking.day, booking=booking.public_id, _anchor="booking"))


def _to_page(replaces: str = "") -> ResponseReturnValue:
    user = current_user_or_403()
    try:
        return redirect(gateway_flows.open_card_page(user.id, email=user.email, replaces=replaces), 303)
    except (Unavailable, GatewayRefused) as problem:
        session.rollback()
        flash(problem.message, "error")
        return go(url_for("saved_cards.index"))
