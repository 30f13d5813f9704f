"""Finance: tax rules, what has no rule, and what was collected."""

from collections.abc import Mapping, Sequence

from flask import abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.accounts.guards import current_user_or_403
from app.accounts.step_up import step_up_required
from app.admin import copy
from app.admin.abilities import AdminAbility, admins_with
from app.admin.actions.tax import add_rule, end_rule, import_rules
from app.admin.forms.tax import REMITTERS, EndRuleForm, RuleForm, RulesFileForm, category_labels
from app.admin.views import bp
from app.core.db import session
from app.finance.queries.months import months
from app.finance.queries.tax_payments import remitted
from app.finance.queries.taxes import tax_totals, venues_by_place, without_rules
from app.statements import copy as period_copy
from app.statements.periods import Period, chosen_period, periods_until
from app.tax.amounts import percent
from app.tax.csv_rows import COLUMNS, BadFile, in_row, read_rules, row_of
from app.tax.enums import Remitter
from app.tax.queries import all_rules, asks_stripe, rule_with
from app.tax_calculations.queries import refusals, reversed_too_much
from app.taxonomy.queries import categories
from app.web.csv_export import Cell, dollars, sheet
from app.web.fields import MOST_SENT, whole_number
from app.web.htmx import go

MOST_PROBLEMS = 20


@bp.get("/tax")
@admins_with(AdminAbility.READ)
def tax() -> ResponseReturnValue:
    """Show all rules."""
    return render_template(
        "admin/finance/tax_rules.html",
        rules=all_rules(),
        missing=without_rules(),
        venues=venues_by_place(),
        refusals=refusals(),
        excesses=reversed_too_much(),
        today=copy.today(),
        **words(),
    )


@bp.get("/tax/missing")
@admins_with(AdminAbility.READ)
def tax_missing() -> ResponseReturnValue:
    """List what has no rule, so that an admin can add one."""
    return render_template("admin/finance/tax_missing.html", missing=without_rules(), **words())


@bp.route("/tax/new", methods=["GET", "POST"])
@admins_with(AdminAbility.FINANCE)
@step_up_required
def tax_rule_add() -> ResponseReturnValue:
    """Add a rule. The list of what has none says for which state and category."""
    form = RuleForm()
    form.offer(categories())
    if form.validate_on_submit():
        with form.refusals(form.first_on):
            rule = add_rule(new=form.rule, admin=current_user_or_403())
            flash(_("Added. Orders from now on have the tax of %(jurisdiction)s.", jurisdiction=rule.jurisdiction))
            return go(url_for("admin.tax"))
        session.rollback()
    elif request.method == "GET":
        form.state.data = request.args.get("state", "")[:2]
        form.category.data = request.args.get("category", "")
    return render_template("admin/finance/tax_new.html", form=form), 422 if form.errors else 200


@bp.route("/tax/import", methods=["GET", "POST"])
@admins_with(AdminAbility.FINANCE)
@step_up_required
def tax_import() -> ResponseReturnValue:
    """Add the rules of a CSV file, all or none."""
    form, known = RulesFileForm(), categories()
    problems: Sequence[str] = ()
    if form.validate_on_submit():
        problems, added = imported(form.content, {category.slug: category.id for category in known})
        if not problems:
            flash(
                ngettext("Imported %(num)d rule.", "Imported %(num)d rules.", added)
                if added
                else _("All rules of this file exist already.")
            )
            return go(url_for("admin.tax"))
    html = render_template(
        "admin/finance/tax_import.html",
        form=form,
        problems=problems[:MOST_PROBLEMS],
        more=max(0, len(problems) - MOST_PROBLEMS),
        columns=COLUMNS,
        categories=known,
        labels=category_labels(known),
    )
    return html, 422 if problems or form.errors else 200


def imported(content: bytes, by_slug: Mapping[str, int]) -> tuple[Sequence[str], int]:
    """Import a file. Returns what is wrong with it by row, and how many rules are new."""
    try:
        rules = read_rules(content, by_slug)
    except BadFile as bad:
        return bad.problems, 0
    added, wrong = import_rules(rules=rules, admin=current_user_or_403())
    return [in_row(place + 2, refused.message) for place, refused in wrong.items()], added


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
        today = copy.today()
        with form.refusals(form.last_on):
            end_rule(rule=rule, last_on=form.last_on.data, today=today, admin=current_user_or_403())
            flash(_("Saved. Bookings after that day don’t have this tax."))
            return go(url_for("admin.tax"))
    html = render_template("admin/finance/tax_rule.html", rule=rule, form=form, **words())
    return html, 422 if form.errors else 200


@bp.get("/tax/report")
@admins_with(AdminAbility.READ)
def tax_report() -> ResponseReturnValue:
    period, today = asked_period(), copy.today()
    known = months(copy.zone())
    totals = tax_totals(*period.instants(copy.zone()))
    return render_template(
        "admin/finance/tax_report.html",
        remitted=remitted(*period.instants(copy.zone()), period.first, period.last),
        totals={who: [each for each in totals if each.rule.remitter is who] for who in Remitter},
        period=period,
        periods=periods_until(today, known[-1].first_day if known else today),
        period_copy=period_copy,
        **words(),
    )


@bp.get("/tax/report.csv")
@admins_with(AdminAbility.READ)
def tax_report_file() -> ResponseReturnValue:
    """Download what became due in a month or a year, by rule."""
    period, labels = asked_period(), category_labels(categories())
    head: list[Cell] = [
        "Paid by", "State", "City", "Jurisdiction", "Category", "Rate (%)", "Bookings", "Taxable ($)", "Tax ($)",
    ]  # fmt: skip
    rows: list[list[Cell]] = [
        [
            str(REMITTERS[each.rule.remitter]),
            each.rule.state,
            each.rule.locality,
            each.rule.jurisdiction,
            labels.get(each.rule.category_id, ""),
            percent(each.rule.rate).removesuffix("%"),
            each.bookings,
            dollars(each.taxable_cents),
            dollars(each.cents),
        ]
        for each in tax_totals(*period.instants(copy.zone()))
    ]
    return sheet(f"tax-{period.key}", [head, *rows])


def asked_period() -> Period:
    return chosen_period(request.args.get("period", ""), copy.zone()) or abort(404)


def words() -> dict[str, object]:
    """Return what the templates of tax need to write rules."""
    return {
        "labels": category_labels(categories()),
        "remitters": REMITTERS,
        "percent": percent,
        "by_stripe": asks_stripe(),
    }
