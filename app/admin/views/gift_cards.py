"""Gift cards: those that wait for an admin, and all others."""

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guards import current_user_or_403
from app.admin import copy
from app.admin.abilities import AdminAbility, admins_with
from app.admin.actions.gift_cards import refund_card, release_card
from app.admin.forms.gift_cards import GiftCardRefundForm
from app.admin.limits import refuse_above_limit
from app.admin.views import bp
from app.core.formats import usd
from app.gift_cards import copy as card_copy
from app.gift_cards.queries import all_cards, card_of
from app.web.htmx import go


@bp.get("/gift-cards")
@admins_with(AdminAbility.REFUND, others_read=True)
def gift_cards() -> ResponseReturnValue:
    return render_template("admin/gift_cards/index.html", cards=all_cards(), state_of=card_copy.state, copy=copy)


@bp.post("/gift-cards/<order_id>/release")
@admins_with(AdminAbility.REFUND)
def gift_card_release(order_id: str) -> ResponseReturnValue:
    card = card_of(order_id)
    release_card(card=card, admin=current_user_or_403())
    flash(_("The gift card for %(name)s will be delivered.", name=card.to_name))
    return go(url_for("admin.gift_cards"))


@bp.route("/gift-cards/<order_id>/refund", methods=["GET", "POST"])
@admins_with(AdminAbility.REFUND)
def gift_card_refund(order_id: str) -> ResponseReturnValue:
    card, form = card_of(order_id), GiftCardRefundForm()
    if form.validate_on_submit():
        with form.refusals(form.reason):
            refuse_above_limit(card.amount_cents)
            refund_card(card=card, reason=form.reason.value, admin=current_user_or_403())
            flash(_("We’re refunding %(amount)s to %(name)s.", amount=usd(card.amount_cents), name=card.order.name))
            return go(url_for("admin.gift_cards"))
    html = render_template("admin/gift_cards/refund.html", card=card, form=form)
    return html, 422 if form.errors else 200
