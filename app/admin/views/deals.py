"""Sitewide deals: at every venue, live as soon as they are created."""

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guards import current_user_or_403
from app.admin import copy
from app.admin.abilities import AdminAbility, admins_with
from app.admin.actions.deals import (
    add_platform_deal,
    change_platform_deal,
    end_platform_deal,
    resume_platform_deal,
)
from app.admin.forms.deals import platform_form
from app.admin.views import bp
from app.bookings.sales import Sales, sales_by_deal
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict
from app.deals import copy as deal_copy
from app.deals.enums import DealStatus
from app.deals.forms import DealForm
from app.deals.models import Deal
from app.deals.queries.deals import is_over, platform_deal, platform_deals
from app.web.htmx import flash_undo, go, render


@bp.get("/deals")
@admins_with(AdminAbility.READ)
def deals() -> ResponseReturnValue:
    found = platform_deals()
    live = [deal for deal in found if deal.status is DealStatus.APPROVED and not is_over(deal, clock.now())]
    return render(
        "admin/deals/index.html",
        "admin/deals/index.html",
        live=live,
        ended=[deal for deal in found if deal not in live],
        sold=sales_by_deal([deal.id for deal in found]),
        nothing=Sales(0, 0, 0),
        copy=deal_copy,
        zone=copy.zone(),
    )


@bp.route("/deals/new", methods=["GET", "POST"])
@admins_with(AdminAbility.EDIT_SITE)
def deal_add() -> ResponseReturnValue:
    form = platform_form()
    if form.changed() or not form.validate_on_submit():
        return shown(form)
    with form.refusals(form.amount), form.refusals(form.code, Conflict):
        deal = add_platform_deal(terms=form.terms, admin=current_user_or_403())
        flash(_("“%(deal)s” is live at every venue.", deal=deal.title))
        return go(url_for("admin.deals"))
    session.rollback()
    return shown(form)


@bp.route("/deals/<deal_id>", methods=["GET", "POST"])
@admins_with(AdminAbility.EDIT_SITE)
def deal_edit(deal_id: str) -> ResponseReturnValue:
    deal = platform_deal(deal_id)
    if deal.status is not DealStatus.APPROVED:
        raise Conflict(_("This deal has ended, so you can’t edit it. Create a new one."))
    form = platform_form(deal)
    if form.changed() or not form.validate_on_submit():
        return shown(form, deal)
    with form.refusals(form.amount), form.refusals(form.code, Conflict):
        change_platform_deal(deal=deal, terms=form.terms, admin=current_user_or_403())
        flash(_("“%(deal)s” was saved. Existing bookings keep their price.", deal=deal.title))
        return go(url_for("admin.deals"))
    session.rollback()
    return shown(form, deal)


@bp.post("/deals/<deal_id>/end")
@admins_with(AdminAbility.EDIT_SITE)
def deal_end(deal_id: str) -> ResponseReturnValue:
    deal = platform_deal(deal_id)
    end_platform_deal(deal=deal, admin=current_user_or_403())
    message = _("“%(deal)s” has ended. Existing bookings keep their price.", deal=deal.title)
    flash_undo(message, url_for("admin.deal_resume", deal_id=deal_id))
    return go(url_for("admin.deals"))


@bp.post("/deals/<deal_id>/resume")
@admins_with(AdminAbility.EDIT_SITE)
def deal_resume(deal_id: str) -> ResponseReturnValue:
    deal = platform_deal(deal_id)
    resume_platform_deal(deal=deal, admin=current_user_or_403())
    flash(_("“%(deal)s” is live again.", deal=deal.title))
    return go(url_for("admin.deals"))


def shown(form: DealForm, deal: Deal | None = None) -> ResponseReturnValue:
    return render(
        "admin/deals/form.html",
        "admin/deals/_form.html",
        status=422 if form.problems else 200,
        form=form,
        deal=deal,
    )
