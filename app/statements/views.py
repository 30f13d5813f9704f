"""An owner's transactions and statements."""

from collections.abc import Iterator
from itertools import chain

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.receipts.pdf import Document, pdf_file
from app.statements import copy
from app.statements.enums import TransactionKind
from app.statements.periods import Period, chosen_period, periods_of
from app.statements.queries.statement import statement_of
from app.statements.queries.transactions import all_transactions, transactions_of
from app.venues.enums import Ability
from app.venues.guards import own_venue
from app.venues.models import Venue
from app.web.csv_export import Cell, dollars, sheet
from app.web.fields import whole_number
from app.web.route_limits import limited

bp = Blueprint("statements", __name__, url_prefix="/venue/payouts")


@bp.get("/transactions")
@own_venue(Ability.MANAGE_PAYOUTS)
def transactions(venue: Venue) -> ResponseReturnValue:
    page = whole_number(request.args.get("page", ""), most=9_999) or 1
    period, kind = period_asked(venue), kind_asked()
    found, has_more = transactions_of(venue, period, kind, page=page)
    return render_template(
        "statements/transactions.html",
        workplace=venue.name,
        venue=venue,
        found=found,
        period=period,
        periods=periods_of(venue),
        kind=kind,
        page=page,
        has_more=has_more,
        copy=copy,
    )


@bp.get("/transactions.csv")
@own_venue(Ability.MANAGE_PAYOUTS)
def transactions_file(venue: Venue) -> ResponseReturnValue:
    period = period_asked(venue)
    head: list[Cell] = ["Date", "Type", "Number", "Service", "Guest", "Receipt", "Amount ($)"]
    rows: Iterator[list[Cell]] = (
        [
            each.at.astimezone(venue.zone),
            str(copy.KINDS[each.kind]),
            each.number,
            each.service,
            each.guest,
            each.receipt_number,
            dollars(each.cents),
        ]
        for each in all_transactions(venue, period, kind_asked())
    )
    return sheet(f"{venue.slug}-transactions-{period.key}", chain([head], rows))


@bp.get("/statement")
@own_venue(Ability.MANAGE_PAYOUTS)
def statement(venue: Venue) -> ResponseReturnValue:
    period = period_asked(venue)
    found = statement_of(venue, period)
    return render_template(
        "statements/show.html",
        workplace=venue.name,
        venue=venue,
        period=period,
        periods=periods_of(venue),
        rows=copy.rows(found),
        closing=copy.closing(found),
        has_tax=bool(found.tax),
        copy=copy,
    )


@bp.get("/statement.csv")
@own_venue(Ability.MANAGE_PAYOUTS)
def statement_file(venue: Venue) -> ResponseReturnValue:
    period = period_asked(venue)
    found = statement_of(venue, period)
    rows = [*copy.rows(found), copy.closing(found)]
    cells = [[label, *("" if cents is None else dollars(cents) for cents in amounts)] for label, *amounts in rows]
    return sheet(f"{venue.slug}-statement-{period.key}", [["Line", "With CozyWish ($)", "At Stripe ($)"], *cells])


@bp.get("/statement.pdf")
@limited("posters")
@own_venue(Ability.MANAGE_PAYOUTS)
def statement_pdf(venue: Venue) -> ResponseReturnValue:
    period = period_asked(venue)
    found = statement_of(venue, period)
    rows = [(label, copy.amount(with_us), copy.amount(at_stripe)) for label, with_us, at_stripe in copy.rows(found)]
    label, with_us, at_stripe = copy.closing(found)
    document = Document(
        title=_("Statement"),
        seller=(venue.legal_name or venue.name, venue.address),
        facts=[(_("Period"), copy.days(period)), (_("Venue"), venue.name)],
        heading=("", _("With CozyWish"), _("At Stripe")),
        lines=rows,
        total=(label, copy.amount(with_us), copy.amount(at_stripe)),
        notes=[_("Amounts in US dollars. Payments in person aren’t included.")],
    )
    return pdf_file([document], name=f"statement-{period.key}")


def period_asked(venue: Venue) -> Period:
    """Return the period in the URL, by default this month. 404 if it isn't one."""
    return chosen_period(request.args.get("period", ""), venue.zone) or abort(404)


def kind_asked() -> TransactionKind | None:
    return next((each for each in TransactionKind if each.value == request.args.get("type")), None)
