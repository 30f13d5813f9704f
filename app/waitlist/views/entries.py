"""Pages to join and leave the waitlist."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from app.accounts.guards import current_user_or_403, login_required, optional_user
from app.availability.day_parts import WHOLE
from app.cart.forms import ANY, member_of, option_of, written
from app.catalog.models import Service
from app.catalog.queries import service_of
from app.core.errors import DomainError
from app.payments import gateway_flows
from app.venues.models import Venue
from app.venues.queries import venue_by_slug
from app.waitlist import copy
from app.waitlist.actions import entries as entry_actions
from app.waitlist.actions import offers as offer_actions
from app.waitlist.actions.entries import AlreadyAvailable, WaitlistRequest, join_waitlist
from app.waitlist.enums import WaitlistState
from app.waitlist.forms import HOURS, WaitlistForm
from app.waitlist.models import WaitlistEntry
from app.waitlist.queries import entry_of
from app.waitlist.views import bp
from app.web.htmx import flash_undo, go

# A single time, as the links of the time picker name it.
AT = "at"
PARAMETERS = (AT, "minutes", "day", "when", "first", "last", "with", "quantity")


@bp.get("/venues/<slug>/<service>/waitlist")
def new(slug: str, service: str) -> ResponseReturnValue:
    """Show the form, filled in from the URL; values that make no sense are left out."""
    venue = venue_by_slug(slug)
    if venue.slug != slug:
        args: dict[str, Any] = {name: request.args[name] for name in PARAMETERS if name in request.args}
        return redirect(url_for("waitlist.new", slug=venue.slug, service=service, **args), code=301)
    sold = service_of(venue, service)
    return show(venue, sold, WaitlistForm(formdata=given(sold), service=sold))


@bp.post("/venues/<slug>/<service>/waitlist")
def add(slug: str, service: str) -> ResponseReturnValue:
    venue = venue_by_slug(slug)
    sold = service_of(venue, service)
    form = WaitlistForm(service=sold)
    if not form.validate_on_submit():
        return show(venue, sold, form, status=422)
    if not current_user.is_authenticated:
        flash(_("Log in or create an account so we can email you. We saved your waitlist details."))
        typed: dict[str, Any] = form.as_address()
        back = url_for("waitlist.new", slug=venue.slug, service=service, **typed)
        return go(url_for("login.log_in", next=back))
    requested = WaitlistRequest(
        option_of(sold, form.minutes.data),
        form.window(venue.zone),
        member_of(sold, form.member.data),
        form.quantity.data,
    )
    try:
        wait = join_waitlist(user_id=current_user_or_403().id, requested=requested)
    except AlreadyAvailable as free:
        return show(venue, sold, form, status=409, free=free.starts)
    except DomainError as refused:
        form.day.errors = [*form.day.errors, refused.message]
        return show(venue, sold, form, status=422)
    when = copy.short(entry_of(current_user_or_403().id, wait.public_id))
    flash(_("You’re on the waitlist. We’ll email you if a time becomes available on %(when)s.", when=when))
    return go(url_for("bookings.index", _anchor="waiting"))


def given(service: Service) -> MultiDict[str, str]:
    """Return the values of the URL with defaults: any time of the day, with anyone, for one guest."""
    values = MultiDict({"when": WHOLE.key, "with": ANY, "quantity": "1", **request.args})
    if values.get(AT):
        values["when"], values["first"], values["last"] = HOURS, values[AT], values[AT]
    if values["with"] not in {ANY, *(one.member.slug for one in service.performers)}:
        values["with"] = ANY
    if values.get("minutes") not in {str(option.duration_minutes) for option in service.options}:
        values["minutes"] = str(service.first_option.duration_minutes)
    if values["quantity"] not in {str(number) for number in range(1, service.max_quantity + 1)}:
        values["quantity"] = "1"
    return values


def show(
    venue: Venue, service: Service, form: WaitlistForm, *, status: int = 200, free: Sequence[datetime] = ()
) -> ResponseReturnValue:
    page = render_template(
        "waitlist/new.html",
        venue=venue,
        service=service,
        form=form,
        free=free,
        person=optional_user(),
        copy=copy,
        written=written,
        hours=HOURS,
    )
    return page, status


@bp.post("/waitlist/<wait_id>/leave")
@login_required
def leave(wait_id: str) -> ResponseReturnValue:
    """Leave the waitlist. A time held for this guest goes to the next one immediately."""
    wait = entry_of(current_user_or_403().id, wait_id)
    summary = copy.short(wait)
    if let_go(wait).state is WaitlistState.TAKEN:
        return already_paid()
    entry_actions.leave_waitlist(wait_id=wait.id)
    flash_undo(_("You left the waitlist for %(when)s.", when=summary), url_for("waitlist.rejoin", wait_id=wait_id))
    return go(url_for("bookings.index", _anchor="waiting"))


@bp.post("/waitlist/<wait_id>/rejoin")
@login_required
def rejoin(wait_id: str) -> ResponseReturnValue:
    """Undo leaving, in the same position as before."""
    wait = entry_of(current_user_or_403().id, wait_id)
    summary = copy.short(wait)
    try:
        entry_actions.rejoin_waitlist(wait_id=wait.id)
        flash(_("You’re back on the waitlist for %(when)s. You kept your position.", when=summary))
    except DomainError as refused:
        flash(refused.message, "error")
    return go(url_for("bookings.index", _anchor="waiting"))


def let_go(wait: WaitlistEntry) -> WaitlistEntry:
    """Release the offered time. A payment at the same moment takes precedence."""
    order_id = offer_actions.refuse(wait_id=wait.id)
    if order_id is not None:
        gateway_flows.close_page(order_id)
    return offer_actions.settle_offer(wait_id=wait.id)


def already_paid() -> ResponseReturnValue:
    flash(_("Your payment went through first, so this is booked. You can cancel it like any other booking."))
    return go(url_for("bookings.index"))
