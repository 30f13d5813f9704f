"""Finance: tax rules, what has no rule, and what was collected."""

from collections.abc import Sequence

from flask import abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.accounts.guards import current_user_or_403
from app.accounts.step_up import step_up_required
from app.admin import copy
from app.admin.abilities import AdminAbility, admins_with
from app.admin.actions.tax import add_rule, end_rule, import_rules
from app.admin.forms.tax import REMITTERS, EndRuleForm, RuleForm, RulesFileForm
from app.admin.views import bp
from app.core import clock
from app.core.db import session
from app.finance.queries.months import months
from app.finance.queries.taxes import tax_totals, without_rules
from app.statements import copy as period_copy
from app.statements.periods import Period, chosen_period, periods_until
from app.tax.amounts import percent
from app.tax.csv_rows import COLUMNS, BadFile, in_row, read_rules, row_of
from app.tax.queries import all_rules, rule_with
from app.taxonomy.queries import categories
from app.web.csv_export import Cell, dollars, sheet
from app.web.fields import MOST_SENT, whole_number
from app.web.htmx import go

MOST_PROBLEMS = 20


@bp.get("/tax")
@admins_with(AdminAbility.READ)
def tax() -> ResponseReturnValue:
    return shown_rules(rule_form(blank=True))


@bp.post("/tax")
@admins_with(AdminAbility.FINANCE)
@step_up_required
def tax_rule_add() -> ResponseReturnValue:
    form = rule_form()
    if form.validate_on_submit():
        with form.refusals(form.first_on):
            rule = add_rule(new=form.rule, admin=current_user_or_403())
            flash(_("Added. New bookings have the tax of %(jurisdiction)s.", jurisdiction=rule.jurisdiction))
            return go(url_for("admin.tax"))
        session.rollback()
    return shown_rules(form)


@bp.post("/tax/import")
@admins_with(AdminAbility.FINANCE)
@step_up_required
def tax_import() -> ResponseReturnValue:
    """Add the rules of a CSV file, all or none."""
    form = RulesFileForm()
    by_slug = {category.slug: category.id for category in categories()}
    try:
        rules = read_rules(form.content, by_slug)
    except BadFile as bad:
        return shown_rules(rule_form(blank=True), bad.problems)
    added, wrong = import_rules(rules=rules, admin=current_user_or_403())
    if wrong:
        problems = [in_row(place + 2, refused.message) for place, refused in wrong.items()]
        return shown_rules(rule_form(blank=True), problems)
    flash(
        ngettext("Imported %(num)d rule.", "Imported %(num)d rules.", added)
        if added
        else _("All rules of this file exist already.")
    )
    return go(url_for("admin.tax"))


@bp.get("/tax/rules.csv")
@admins_with(AdminAbility.READ)
def tax_rules_file() -> ResponseReturnValue:
    """Download all rules, in the columns that an import reads."""
    return sheet("tax-rules", [COLUMNS, *(row_of(rule) for rule in all_rules())])


@bp.route("/tax/rules/<rule_id>", methods=["GET", "POST"])
@admins_with(AdminAbility.FINANCE)
@step_up_required
def tax_rule_end(rule_id: str) -> ResponseReturnValue:
    """End a rule on a day."""
    rule, form = rule_with(whole_number(rule_id, most=MOST_SENT) or 0), EndRuleForm()
    if form.validate_on_submit():
        today = clock.now().astimezone(copy.zone()).date()
        with form.refusals(form.last_on):
            end_rule(rule=rule, last_on=form.last_on.data, today=today, admin=current_user_or_403())
            flash(_("Saved. Bookings after that day don’t have this tax."))
            return go(url_for("admin.tax"))
    html = render_template("admin/finance/tax_rule.html", rule=rule, form=form, percent=percent)
    return html, 422 if form.errors else 200


@bp.get("/tax/report")
@admins_with(AdminAbility.READ)
def tax_report() -> ResponseReturnValue:
    period, today = asked_period(), clock.now().astimezone(copy.zone()).date()
    known = months(copy.zone())
    return render_template(
        "admin/finance/tax_report.html",
        totals=tax_totals(*period.instants(copy.zone())),
        period=period,
        periods=periods_until(today, known[-1].first_day if known else today),
        period_copy=period_copy,
        remitters=REMITTERS,
        percent=percent,
    )


@bp.get("/tax/report.csv")
@admins_with(AdminAbility.READ)
def tax_report_file() -> ResponseReturnValue:
    """Download what became due in a month or a year, by rule."""
    period = asked_period()
    head: list[Cell] = ["Remitted by", "State", "City", "Jurisdiction", "Rate (%)", "Bookings", "Tax ($)"]
    rows: list[list[Cell]] = [
        [
            str(REMITTERS[each.rule.remitter]),
            each.rule.state,
            each.rule.locality,
            each.rule.jurisdiction,
            percent(each.rule.rate).removesuffix("%"),
            each.bookings,
            dollars(each.cents),
        ]
        for each in tax_totals(*period.instants(copy.zone()))
    ]
    return sheet(f"tax-{period.key}", [head, *rows])


def asked_period() -> Period:
    return chosen_period(request.args.get("period", ""), copy.zone()) or abort(404)


def rule_form(*, blank: bool = False) -> RuleForm:
    form = RuleForm(formdata=None) if blank else RuleForm()
    form.offer(categories())
    return form


def shown_rules(form: RuleForm, problems: Sequence[str] = ()) -> ResponseReturnValue:
    html = render_template(
        "admin/finance/tax.html",
        form=form,
        file_form=RulesFileForm(formdata=None),
        rules=all_rules(),
        missing=without_rules(),
        problems=problems[:MOST_PROBLEMS],
        more=max(0, len(problems) - MOST_PROBLEMS),
        columns=COLUMNS,
        remitters=REMITTERS,
        percent=percent,
        today=clock.now().astimezone(copy.zone()).date(),
    )
    return html, 422 if form.errors or problems else 200
