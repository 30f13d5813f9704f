"""A guest's gift cards and store credit."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.accounts.guards import current_user_or_403, login_required
from app.accounts.zones import zone_of
from app.credit.queries import balance_of, changes_of
from app.gift_cards.copy import change_lines
from app.gift_cards.queries import order_numbers

bp = Blueprint("gift_cards", __name__)


@bp.get("/account/credit")
@login_required
def credit() -> ResponseReturnValue:
    """Show a guest's store credit with every change of it."""
    user = current_user_or_403()
    changes = changes_of(user.id)
    orders = order_numbers([change.order_id for change in changes])
    lines = change_lines(changes, orders, zone_of(user))
    return render_template("gift_cards/credit.html", balance=balance_of(user.id), lines=lines)
