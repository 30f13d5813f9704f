"""The owner's page about their money, the way to Stripe's forms, and Stripe's events about venues' accounts."""

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.step_up import step_up_required
from app.bookings.charges import CHECK_IN_WITHIN
from app.bookings.queries.unseen import unseen_bookings
from app.commission.queries import rates_of
from app.core import clock
from app.core.db import session
from app.core.errors import Unavailable
from app.core.settings import settings
from app.disputes.queries.waiting import waiting_for_venue
from app.payments.gateway import GatewayRefused
from app.payments.webhooks import answer_event
from app.payouts import copy, gateway_flows
from app.payouts.actions.accounts import record_account_event
from app.payouts.gateway import payout_gateway
from app.payouts.queries.overview import overview, payout_of, payouts_of, sums_of, transfers_in_payout
from app.payouts.queries.transfers import account_of
from app.receivables.queries import invoices_of
from app.venues.enums import Ability, VenueStatus
from app.venues.guards import own_venue
from app.venues.models import Venue
from app.venues.queries import last_move_to
from app.web.extensions import csrf
from app.web.fields import whole_number
from app.web.htmx import go, vary, wants_partial
from app.web.route_limits import limited

# How many bookings of a payout are shown in the list of payouts, and on a page of their own.
IN_LIST, ON_PAGE = 4, 50

bp = Blueprint("payouts", __name__, url_prefix="/venue/payouts")
webhooks = Blueprint("payouts_events", __name__)


@bp.get("/")
@own_venue(Ability.MANAGE_PAYOUTS)
def index(venue: Venue) -> ResponseReturnValue:
    page = whole_number(request.args.get("page", ""), most=9_999) or 1
    payouts, has_more = payouts_of(venue.id, page=page)
    account, money = account_of(venue.id), overview(venue.id)
    return render_template(
        "payouts/index.html",
        workplace=venue.name,
        venue=venue,
        account=account,
        problem=copy.problem(account, venue.zone) if account and account.is_submitted else None,
        missing=copy.missing(account.requirements) if account else [],
        suspended=last_move_to(venue, VenueStatus.SUSPENDED) if venue.status is VenueStatus.SUSPENDED else None,
        money=money,
        invoices=[each for each in invoices_of(venue.id) if each.open_cents] if money.owed else [],
        rates=rates_of([venue.id])[venue.id],
        payouts=payouts,
        sums=sums_of([payout.id for payout in payouts]),
        disputes=waiting_for_venue(venue.id),
        unseen=unseen_bookings(venue.id),
        check_in_days=CHECK_IN_WITHIN.days,
        next=copy.first_underway(payouts) if page == 1 else None,
        page=page,
        has_more=has_more,
        today=clock.now().astimezone(venue.zone).date(),
        delay_days=settings().transfer_delay_days,
        copy=copy,
    )


@bp.get("/<payout_id>")
@own_venue(Ability.MANAGE_PAYOUTS)
def show(venue: Venue, payout_id: str) -> ResponseReturnValue:
    """Show a payout with its bookings: on a page of its own, or in the list of payouts, open or closed again."""
    payout = payout_of(venue.id, payout_id)
    shown = {"venue": venue, "payout": payout, "sum": sums_of([payout.id]).get(payout.id), "copy": copy}
    if wants_partial():
        is_open = request.args.get("row") == "open"
        transfers, has_more = transfers_in_payout(payout, page=1, per_page=IN_LIST) if is_open else ([], False)
        row = {"is_open": is_open, "transfers": transfers, "has_more": has_more}
        return vary(make_response(render_template("payouts/_row.html", **shown, **row)))
    page = whole_number(request.args.get("page", ""), most=9_999) or 1
    transfers, has_more = transfers_in_payout(payout, page=page, per_page=ON_PAGE)
    listed = {"transfers": transfers, "page": page, "has_more": has_more}
    return vary(make_response(render_template("payouts/show.html", workplace=venue.name, **shown, **listed)))


@bp.post("/set-up")
@limited("messages")
@own_venue(Ability.MANAGE_PAYOUTS)
@step_up_required
def set_up(venue: Venue) -> ResponseReturnValue:
    """Go to Stripe's form, or back with the reason why that isn't possible now."""
    back = url_for("payouts.returned", _external=True)
    try:
        there = gateway_flows.open_form(
            venue.id, refresh_url=url_for("payouts.form_expired", _external=True), return_url=back
        )
    except (Unavailable, GatewayRefused) as problem:
        session.rollback()
        flash(problem.message, "error")
        return go(url_for("payouts.index"))
    return redirect(there, 303)


@bp.get("/form-expired")
@own_venue(Ability.MANAGE_PAYOUTS)
def form_expired(venue: Venue) -> ResponseReturnValue:  # noqa: ARG001  # the guard passes it
    """Tell the owner that their link to Stripe's form has expired, on the page where they can open a new one."""
    flash(_("That link to Stripe has expired. Continue here."))
    return go(url_for("payouts.index"))


@bp.get("/returned")
@own_venue(Ability.MANAGE_PAYOUTS)
def returned(venue: Venue) -> ResponseReturnValue:
    """Read the account when its owner returns from Stripe's form, because the event may arrive later."""
    try:
        gateway_flows.read_account(venue.id)
    except (Unavailable, GatewayRefused):
        session.rollback()
    account = account_of(venue.id)
    if account and account.is_submitted and not account.requirements:
        flash(_("Your payout details are complete."))
    elif account and account.is_submitted:
        flash(_("Saved. Stripe needs a few more details."))
    else:
        flash(_("You haven’t finished yet. You can continue any time."))
    return go(url_for("payouts.index"))


@bp.post("/stripe")
@limited("messages")
@own_venue(Ability.MANAGE_PAYOUTS)
@step_up_required
def dashboard(venue: Venue) -> ResponseReturnValue:
    """Go to Stripe's pages, to change the bank account or the schedule."""
    try:
        there = gateway_flows.dashboard(venue.id)
    except (Unavailable, GatewayRefused) as problem:
        session.rollback()
        flash(problem.message, "error")
        return go(url_for("payouts.index"))
    if there is None:
        flash(_("Payouts aren’t set up yet. Set them up here first."), "error")
        return go(url_for("payouts.index"))
    return redirect(there, 303)


@webhooks.post("/webhooks/stripe/connect")
def webhook() -> ResponseReturnValue:
    """Process an event of a venue's account."""
    return answer_event(payout_gateway().event, lambda event: record_account_event(event=event))


csrf.exempt(webhook)  # Stripe has no CSRF token; its signature replaces it
