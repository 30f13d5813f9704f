"""Memberships: a guest joins, sees, pauses, and cancels them.

A view that calls Stripe does it through a gateway flow, whose steps commit; what follows is a separate transaction.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from app.accounts.guards import current_user_or_403, login_required
from app.catalog.queries import services_of
from app.core.db import session
from app.core.errors import Conflict
from app.memberships import copy, gateway_flows
from app.memberships.actions import change_members, start_joining
from app.memberships.enums import MembershipState
from app.memberships.forms import JoinForm, MembershipForm
from app.memberships.queries import (
    RUNNING,
    members_of,
    membership_of,
    memberships_of,
    months_of,
    number_running,
    open_membership,
    periods_of,
)
from app.packages import copy as package_copy
from app.packages.actions import save_offer
from app.packages.queries import covered_by, offer_of, offer_sold, usage_at
from app.passes.enums import OfferKind
from app.passes.models import PassOffer
from app.payments.gateway import GatewayDown, GatewayRefused
from app.venues.enums import Ability
from app.venues.guards import own_venue
from app.venues.models import Venue
from app.web.htmx import go
from app.web.route_limits import limited

bp = Blueprint("memberships", __name__)
venue_bp = Blueprint("venue_memberships", __name__, url_prefix="/venue/members")


@bp.route("/memberships/<offer_id>", methods=["GET", "POST"])
@limited("checkout")
def join(offer_id: str) -> ResponseReturnValue:
    """Show what a membership costs and includes; a guest who agrees goes to the payment page."""
    offer, form = offer_sold(offer_id), JoinForm()
    if offer.kind is not OfferKind.MEMBERSHIP:
        return go(url_for("packages.at_venue", slug=offer.venue.slug))
    shown = copy.agreed(offer)
    if form.validate_on_submit() and form.seen.data != shown:
        form.form_errors.append(
            _("This membership has just changed. Read it again before you join. You weren’t charged.")
        )
    elif form.is_submitted() and not form.errors:
        if not current_user.is_authenticated:
            flash(_("Log in or create an account to join."))
            return go(url_for("login.log_in", next=url_for("memberships.join", offer_id=offer_id)))
        try:
            member = start_joining(user=current_user_or_403(), offer=offer, text=copy.terms(offer.price_cents))
            return go(gateway_flows.open_page(member.id))
        except Conflict as refused:
            flash(refused.message, "error")
        except GatewayDown:
            session.rollback()
            flash(_("The payment page isn’t responding. You weren’t charged. Try again in a minute."), "error")
        return go(url_for("memberships.join", offer_id=offer_id))
    services = package_copy.services(offer, covered_by([offer]))
    joined = open_membership(current_user_or_403().id, offer.id) if current_user.is_authenticated else None
    html = render_template(
        "memberships/join.html",
        offer=offer,
        venue=offer.venue,
        form=form,
        shown=shown,
        services=services,
        member=joined if joined and joined.joined_at else None,
        copy=copy,
    )
    return make_response(html, 422 if form.errors else 200)


@venue_bp.get("/", endpoint="index")
@own_venue(Ability.MANAGE_PACKAGES)
def list_members(venue: Venue) -> ResponseReturnValue:
    """List a venue's members, with how they use their months, and what isn't earned yet."""
    found = members_of(venue.id)
    _packages, usage = usage_at(venue.id)
    return render_template(
        "memberships/members.html",
        workplace=venue.name,
        venue=venue,
        members=found,
        months=months_of([member.id for member in found]),
        number=sum(member.state in RUNNING for member in found),
        usage=usage,
        copy=copy,
        package_copy=package_copy,
    )


@venue_bp.route("/new", methods=["GET", "POST"])
@own_venue(Ability.MANAGE_PACKAGES)
def new(venue: Venue) -> ResponseReturnValue:
    return _edit(venue, None)


@venue_bp.route("/terms/<offer_id>", methods=["GET", "POST"])
@own_venue(Ability.MANAGE_PACKAGES)
def edit(venue: Venue, offer_id: str) -> ResponseReturnValue:
    """Change a membership for those who join from now on and, with notice, for its members."""
    offer = offer_of(venue.id, offer_id)
    if offer.kind is not OfferKind.MEMBERSHIP:
        return go(url_for("venue_packages.edit", offer_id=offer_id))
    return _edit(venue, offer)


def _edit(venue: Venue, offer: PassOffer | None) -> ResponseReturnValue:
    form = MembershipForm.of(offer, services_of(venue))
    members = number_running(offer.id) if offer else 0
    if form.validate_on_submit():
        with form.refusals(form.options):
            saved = save_offer(venue=venue, terms=form.terms, offer=offer)
            is_for_members = members and form.for_members.data
            if is_for_members:
                change_members(offer=saved)
            flash(
                _("“%(name)s” is saved. We’ll email each member before it changes for them.", name=saved.title)
                if is_for_members
                else _("“%(name)s” is saved. Members keep what they joined for.", name=saved.title)
            )
            return go(url_for("venue_packages.list_offers"))
    html = render_template(
        "memberships/edit.html", workplace=venue.name, venue=venue, offer=offer, form=form, members=members
    )
    return make_response(html, 422 if form.errors else 200)


@bp.get("/account/memberships")
@login_required
def index() -> ResponseReturnValue:
    return render_template("memberships/index.html", members=memberships_of(current_user_or_403().id), copy=copy)


@bp.get("/account/memberships/<membership_id>")
@login_required
def show(membership_id: str) -> ResponseReturnValue:
    """Show a membership, read again first: the payment page redirects here."""
    user = current_user_or_403()
    member = membership_of(user.id, membership_id)
    if member.state in {MembershipState.JOINING, MembershipState.PAST_DUE}:
        try:
            gateway_flows.read_membership(member.id)
            session.commit()
        except (GatewayDown, GatewayRefused):
            session.rollback()  # an event or the job will tell; until then the page shows that it is waiting
        session.expire_all()
        member = membership_of(user.id, membership_id)
    prices = [member.price, *([member.next_price] if member.next_price and member.next_price_at else [])]
    covered = covered_by(prices)
    included = [copy.includes(price, package_copy.services(price, covered)) for price in prices]
    return render_template(
        "memberships/show.html",
        member=member,
        included=included,
        periods=periods_of(member.id),
        copy=copy,
        package_copy=package_copy,
    )


@bp.post("/account/memberships/<membership_id>/pay")
@login_required
def pay(membership_id: str) -> ResponseReturnValue:
    """Lead a member whose payment failed to the page that takes another card."""
    member = membership_of(current_user_or_403().id, membership_id)
    if member.state is MembershipState.PAST_DUE:
        try:
            if page := gateway_flows.unpaid_page(member.id):
                return go(page)
        except (GatewayDown, GatewayRefused) as problem:
            session.rollback()
            flash(problem.message, "error")
    return go(url_for("memberships.show", membership_id=membership_id))


@bp.post("/account/memberships/<membership_id>/change")
@login_required
def change(membership_id: str) -> ResponseReturnValue:
    """Cancel, keep, pause, or resume a membership at Stripe, and show what follows."""
    member, wanted = membership_of(current_user_or_403().id, membership_id), CHANGES.get(request.form.get("change", ""))
    if member.is_open and wanted is not None:
        try:
            wanted.make(member.id)
            session.commit()
            flash(str(wanted.done))
        except (GatewayDown, GatewayRefused) as problem:
            session.rollback()
            flash(problem.message, "error")
    return go(url_for("memberships.show", membership_id=membership_id))


@dataclass(frozen=True, slots=True)
class Change:
    """What a member may do with a membership, and what they then read."""

    make: Callable[[int], None]
    done: LazyString


CHANGES = {
    "cancel": Change(
        partial(gateway_flows.set_end, with_period=True),
        _l("Your membership is canceled. It ends with the month that you paid for."),
    ),
    "keep": Change(partial(gateway_flows.set_end, with_period=False), _l("You keep your membership.")),
    "pause": Change(
        partial(gateway_flows.set_pause, paused=True), _l("Your membership is paused. You aren’t charged.")
    ),
    "resume": Change(
        partial(gateway_flows.set_pause, paused=False),
        _l("Your membership is active again. We charge your card next month."),
    ),
}
