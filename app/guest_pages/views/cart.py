"""The cart: every change is a plain form that responds with the whole updated cart."""

from typing import Any

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from app.accounts.guards import current_user_or_403
from app.accounts.impersonation import seen
from app.availability.actions import SlotUnavailable
from app.bookings.queries.orders import held_bookings
from app.cart import copy, due, series_lines
from app.cart.actions import lines as line_actions
from app.cart.code_problems import why_not
from app.cart.current import current_cart, own_cart
from app.cart.expiry import remove_expired
from app.cart.forms import SlotInput, cents, guests, instant, slot_input, slot_params, slot_request, written
from app.cart.promo_code import set_code
from app.cart.queries import line_of, view_of
from app.catalog.models import Service
from app.catalog.queries import add_ons_offered, service_of
from app.core.db import session
from app.core.errors import DomainError, NotFound
from app.credit.queries import ByVenue, balances_of
from app.deals.queries.deals import deal_with_code
from app.slot_picker.copy import party as party_copy
from app.slot_picker.party_booking import MOST_GUESTS
from app.venues.models import Venue
from app.venues.queries import venue_by_slug
from app.web.htmx import go, render, wants_partial
from app.web.route_limits import limited
from app.web.security import path_here

bp = Blueprint("cart", __name__, url_prefix="/cart")


@bp.get("/")
def index() -> ResponseReturnValue:
    return show()


@bp.post("/lines")
def add() -> ResponseReturnValue:
    """Add a slot request, or change a line to it (`line`).

    If the time is unavailable, redirects to the time picker, which says so.
    """
    given = slot_input(request.values)
    venue = venue_by_slug(given.venue)
    service = service_of(venue, given.service)
    line_id = request.values.get("line")
    try:
        put(service, given, line_id)
    except SlotUnavailable:
        return back_to_times(venue, service, given, line_id)
    flash(_("%(service)s is in your cart.", service=service.title))
    return go(url_for("cart.index"))


@bp.post("/combo")
def add_combo() -> ResponseReturnValue:
    """Add both bookings of a combo.

    If a time is unavailable, adds neither and redirects to the page the guest came from.
    """
    venue = venue_by_slug(request.form.get("venue", "")[:80])
    services = add_numbered(venue, 2)
    if services is None:
        flash(_("One of the two times is no longer available. Choose from the times that are left."), "error")
        return go(path_here(request.referrer) or url_for("slot_picker.combo", slug=venue.slug))
    flash(_("%(first)s and %(second)s are in your cart.", first=services[0].title, second=services[1].title))
    return go(url_for("cart.index"))


@bp.post("/party")
def add_party() -> ResponseReturnValue:
    """Add all bookings of a group. If a time is unavailable, adds none and redirects to where the guest came from."""
    venue = venue_by_slug(request.form.get("venue", "")[:80])
    sent = next((number for number in range(MOST_GUESTS, 1, -1) if f"service-{number}" in request.form), 1)
    if add_numbered(venue, sent) is None:
        flash(_("One of the times is no longer available, so we added nothing. Choose from the times below."), "error")
        return go(path_here(request.referrer) or url_for("slot_picker.party", slug=venue.slug))
    flash(party_copy.added(sent))
    return go(url_for("cart.index"))


def add_numbered(venue: Venue, number: int) -> list[Service] | None:
    """Add the form's bookings, numbered from 1. Returns their services, or None if a time is unavailable."""
    given = [slot_input(MultiDict(one_of(place))) for place in range(1, number + 1)]
    services = {slug: service_of(venue, slug) for slug in dict.fromkeys(each.service for each in given)}
    slots = []
    for each in given:
        service = services[each.service]
        slots.append(slot_request(service, each, add_ons_offered(service.id) if each.extras else ()))
    cart = own_cart()
    try:
        line_actions.add_together(cart=cart, slots=slots, own_bookings=held_bookings(cart))
    except SlotUnavailable:
        session.rollback()
        return None
    return [services[each.service] for each in given]


def one_of(number: int) -> list[tuple[str, str]]:
    """Return the form's fields for one of several bookings, by its number."""
    names = ("service", "minutes", "start", "with", "quantity", "extra")
    fields = [(name, value) for name in names for value in request.form.getlist(f"{name}-{number}")]
    return [*fields, ("venue", request.form.get("venue", ""))]


@bp.post("/lines/<line_id>/quantity")
def quantity(line_id: str) -> ResponseReturnValue:
    number, cart = guests(request.form.get("quantity", "")), own_cart()
    try:
        line_actions.change_quantity(cart=cart, line_id=line_id, quantity=number, own_bookings=held_bookings(cart))
    except NotFound:
        raise
    except DomainError as refused:
        return show(status=409 if isinstance(refused, SlotUnavailable) else 422, refused={line_id: message_of(refused)})
    return done()


@bp.post("/lines/<line_id>/time")
def time(line_id: str) -> ResponseReturnValue:
    """Change a line to one of the nearest times, in place of its unavailable one."""
    at, cart = instant(request.form.get("start", "")), own_cart()
    member = line_of(cart, line_id).member_id
    try:
        line_actions.change_time(
            cart=cart, line_id=line_id, starts_at=at, member_id=member, own_bookings=held_bookings(cart)
        )
    except SlotUnavailable as problem:
        return show(status=409, refused={line_id: message_of(problem)})
    return done()


@bp.post("/lines/<line_id>/price")
def price(line_id: str) -> ResponseReturnValue:
    """Accept a higher price, if it is the one that was shown."""
    try:
        cart, shown = own_cart(), cents(request.form.get("cents", ""))
        line_actions.accept_price(cart=cart, line_id=line_id, cents=shown, own_bookings=held_bookings(cart))
    except NotFound:
        raise
    except DomainError as refused:
        return show(status=422, refused={line_id: refused.message})
    return done()


@bp.post("/lines/<line_id>/remove")
def remove(line_id: str) -> ResponseReturnValue:
    """Remove a line, with Undo: the response has everything needed to restore it."""
    line = line_of(own_cart(), line_id)
    venue, member, extras = session.get_one(Venue, line.service.venue_id), line.member, line.extras
    slot = line_actions.remove_line(cart=own_cart(), line_id=line_id)
    undo = url_for("cart.add", **slot_params(venue, line.service, line.option, slot, member, extras))
    return done(removed=line.service.title, undo=undo)


@bp.post("/code")
@limited("codes")
def code() -> ResponseReturnValue:
    given = request.form.get("code", "").strip()[:24]
    try:
        set_code(cart=own_cart(), code=given, own_bookings=held_bookings(own_cart()))
    except DomainError as refused:
        return show(status=422, code_given=given, code_error=refused.message)
    return done()


def put(service: Service, given: SlotInput, line_id: str | None) -> None:
    cart = own_cart()
    slot = slot_request(service, given, add_ons_offered(service.id) if given.extras else ())
    if line_id:
        line_actions.change_time(
            cart=cart,
            line_id=line_id,
            starts_at=slot.starts_at,
            member_id=slot.member_id,
            option_id=slot.option_id,
            add_on_ids=slot.add_on_ids,
            own_bookings=held_bookings(cart),
        )
    else:
        line_actions.add_line(cart=cart, slot=slot, own_bookings=held_bookings(cart))


def back_to_times(venue: Venue, service: Service, given: SlotInput, line_id: str | None) -> ResponseReturnValue:
    args: dict[str, Any] = {
        "gone": written(given.starts_at),
        "minutes": given.minutes,
        "with": given.member,
        "quantity": given.quantity,
        "line": line_id,
        "extra": given.extras,
    }
    return go(url_for("slot_picker.slots", slug=venue.slug, service=service.slug, **args))


def message_of(refused: DomainError) -> str:
    if isinstance(refused, SlotUnavailable):
        return _("That’s no longer available. Your booking in the cart hasn’t changed.")
    return refused.message


def done(**more: Any) -> ResponseReturnValue:
    """Respond with the cart: as a partial for htmx, otherwise redirect to its page."""
    if wants_partial():
        return show(**more)
    if more.get("removed"):
        flash(_("%(service)s was removed from your cart.", service=more["removed"]))
    return go(url_for("cart.index"))


def show(*, status: int = 200, **more: Any) -> ResponseReturnValue:
    cart = current_cart()
    removed_items = copy.removed_notice(remove_expired(cart=cart)) if cart and status < 400 and is_read() else ""
    own_bookings = held_bookings(cart)
    view = view_of(cart, except_bookings=own_bookings)
    unused = view.code if not view.code_used else None
    why = why_not(view, deal_with_code(unused, except_bookings=own_bookings)) if unused else ""
    shown = {
        "cart": view,
        "copy": copy,
        "due_copy": due,
        "series": series_lines,
        "why_not": why,
        "written": written,
        "partial": wants_partial(),
        "removed_items": removed_items,
        "credit": own_credit(),
        **more,
    }
    return render("cart/index.html", "cart/_cart.html", status=status, **shown)


def own_credit() -> ByVenue:
    """Return the visitor's credit at venues. At most one statement."""
    return balances_of(current_user_or_403().id) if current_user.is_authenticated else {}


def is_read() -> bool:
    """Return whether the guest reads the response: not for a HEAD request, a prefetch, or an admin who views as the
    guest."""
    return request.method != "HEAD" and "prefetch" not in request.headers.get("Sec-Purpose", "") and seen() is None
