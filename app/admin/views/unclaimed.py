"""Finance: gift cards and store credit from them that nobody has used for years, and what went to states."""

from collections import defaultdict
from functools import partial

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guards import current_user_or_403
from app.accounts.step_up import step_up_required
from app.admin import copy
from app.admin.abilities import AdminAbility, admins_with
from app.admin.actions.unclaimed import record_turnover, undo
from app.admin.forms.unclaimed import TurnoverForm
from app.admin.views import bp
from app.admin.views.undo import Recorded, undo_page
from app.core.formats import full_date, usd
from app.unclaimed.queries import Dormant, dormant, turnover_with, turnovers
from app.venues.places import STATES
from app.web.csv_export import Cell, dollars, sheet
from app.web.htmx import go


@bp.get("/unclaimed")
@admins_with(AdminAbility.READ)
def unclaimed() -> ResponseReturnValue:
    """Show what is dormant by state, and what was turned over."""
    by_state = defaultdict[str, list[Dormant]](list)
    for each in dormant(copy.today(), copy.zone()):
        by_state[each.state].append(each)
    return render_template(
        "admin/credit/unclaimed.html", by_state=by_state, turnovers=turnovers(), names=STATES, copy=copy
    )


@bp.get("/unclaimed.csv")
@admins_with(AdminAbility.FINANCE)
def unclaimed_file() -> ResponseReturnValue:
    """Download what is dormant, with its owners as far as we know them."""
    head: list[Cell] = ["State", "What", "Number", "Name", "Email", "Amount ($)", "Last activity", "Dormant since"]
    rows: list[list[Cell]] = [
        [
            each.state,
            "Gift card" if each.is_card else "Store credit",
            each.number,
            each.name,
            each.email,
            dollars(each.cents),
            str(each.last_used),
            str(each.since),
        ]
        for each in dormant(copy.today(), copy.zone())
    ]
    return sheet("unclaimed-property", [head, *rows])


@bp.route("/unclaimed/record", methods=["GET", "POST"])
@admins_with(AdminAbility.FINANCE)
@step_up_required
def unclaimed_record() -> ResponseReturnValue:
    """Record that what is dormant in a state was turned over, at first all of it."""
    state = request.args.get("state", "")[:2]  # none: what belongs to people whose state we don't know
    rows = [each for each in dormant(copy.today(), copy.zone()) if each.state == state]
    form = TurnoverForm(data={"keys": [each.key for each in rows], "state": state, "paid_on": copy.today()})
    form.offer(rows)
    if form.validate_on_submit():
        with form.refusals(form.keys):
            paid = record_turnover(new=form.turnover, today=copy.today(), zone=copy.zone(), admin=current_user_or_403())
            name = STATES.get(paid.state, paid.state)
            flash(_("Recorded. %(amount)s went to %(state)s.", amount=usd(paid.amount_cents), state=name))
            return go(url_for("admin.unclaimed"))
    html = render_template("admin/credit/turnover.html", form=form, state=state, rows=rows, names=STATES)
    return html, 422 if form.errors else 200


@bp.route("/unclaimed/<turnover_id>/undo", methods=["GET", "POST"])
@admins_with(AdminAbility.FINANCE)
@step_up_required
def unclaimed_undo(turnover_id: str) -> ResponseReturnValue:
    """Undo a payment to a state that was recorded by mistake."""
    paid = turnover_with(turnover_id)
    recorded = Recorded(
        title=_("Undo payment to a state"),
        meaning=_("Its gift cards and credit can be used again, and are dormant as before."),
        done=_("Undone. Its gift cards and credit can be used again."),
        facts=[
            (_("State"), STATES.get(paid.state, paid.state)),
            (_("Amount"), usd(paid.amount_cents)),
            (_("Paid on"), full_date(paid.paid_on)),
            (_("Reference"), paid.reference),
            (_("Recorded by"), paid.recorded_by.name),
        ],
        is_undone=paid.undone_at is not None,
        back=(_("Unclaimed property"), url_for("admin.unclaimed")),
    )
    return undo_page(recorded, partial(undo, turnover_id=turnover_id))
