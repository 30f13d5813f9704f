"""Credit that a venue gives its guests."""

from flask import Blueprint, flash, make_response, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guards import current_user_or_403
from app.core.db import session
from app.core.errors import Conflict, NotFound
from app.core.formats import usd
from app.credit.queries import credit_at
from app.guests.queries import guest_of_venue
from app.venue_credit.actions import Gift, give, take_back
from app.venue_credit.forms import GiveCreditForm
from app.venue_credit.queries import account_that_booked
from app.venues.enums import Ability
from app.venues.guards import own_venue
from app.venues.models import Venue
from app.web.fields import MOST_SENT, whole_number
from app.web.htmx import flash_undo, go
from app.web.route_limits import limited

bp = Blueprint("venue_credit", __name__, url_prefix="/venue/guests/<guest_id>/credit")


@bp.route("/", methods=["GET", "POST"])
@limited("messages")
@own_venue(Ability.GIVE_CREDIT)
def give_credit(venue: Venue, guest_id: str) -> ResponseReturnValue:
    """Give a guest credit that pays for bookings at the venue."""
    guest = guest_of_venue(venue, guest_id)
    user_id = account_that_booked(guest)
    if user_id is None:
        raise NotFound(_("This guest hasn’t booked here with an account, so you can’t give them credit."))
    balance = credit_at(venue.id, user_id)
    form = GiveCreditForm(data={"balance": str(balance)})
    if form.validate_on_submit():
        shown = whole_number(form.balance.data or "", most=MOST_SENT)
        gift = Gift(user_id, form.amount.value or 0, -1 if shown is None else shown, form.reason.value)
        with form.refusals(form.amount):
            given = give(gift, venue_id=venue.id, by_id=current_user_or_403().id)
            message = _("%(guest)s has %(amount)s more credit here.", guest=guest.name, amount=usd(gift.cents))
            flash_undo(message, url_for("venue_credit.undo", guest_id=guest_id, movement_id=given.id))
            return go(url_for("guests.show", guest_id=guest_id, _anchor="credit"))
        # Show the balance as it is now, so that submitting again confirms it.
        form.balance.data = str(credit_at(venue.id, user_id))
    html = render_template(
        "venue_credit/give.html", workplace=venue.name, venue=venue, guest=guest, form=form, balance=balance
    )
    return make_response(html, 422 if form.errors else 200)


@bp.post("/<movement_id>/undo")
@own_venue(Ability.GIVE_CREDIT)
def undo(venue: Venue, guest_id: str, movement_id: str) -> ResponseReturnValue:
    """Take back credit that the guest hasn't used."""
    guest = guest_of_venue(venue, guest_id)
    number = whole_number(movement_id, most=MOST_SENT) or 0
    try:
        taken = take_back(movement_id=number, venue_id=venue.id, by_id=current_user_or_403().id)
    except Conflict as refused:
        session.rollback()
        flash(refused.message, "error")
    else:
        amount = usd(-taken.amount_cents)
        flash(_("You took back %(amount)s of credit from %(guest)s.", amount=amount, guest=guest.name))
    return go(url_for("guests.show", guest_id=guest_id, _anchor="credit"))
