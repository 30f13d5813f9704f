"""Rescheduling by the guest: choosing another time, its effects, and payment if it costs more."""

from collections.abc import Callable
from datetime import date, datetime
from typing import TypeVar

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guards import current_user_or_403, login_required
from app.availability.actions import SlotUnavailable
from app.bookings.copy import bookings as booking_copy
from app.bookings.copy import cancellation as cancellation_copy
from app.bookings.enums import UPCOMING_STATES, OrderState
from app.bookings.forms import signed_cents
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.queries.bookings import booking_of_user
from app.bookings.queries.orders import pending_reschedule, pending_reschedule_order
from app.bookings.travel_conflicts import travel_conflicts_at
from app.cart.copy import clash
from app.cart.forms import ANY, instant, written
from app.catalog.models import AddOn, Service
from app.catalog.queries import service_of
from app.core import clock
from app.core.db import retry_deadlocks, session
from app.core.errors import Conflict, DomainError
from app.core.formats import usd_short
from app.deals.actions.redemptions import DealExhausted
from app.payments import gateway_flows
from app.payments.actions import keep_opening
from app.payments.copy import card
from app.payments.gateway import GatewayDown
from app.payments.queries import paid_payment
from app.rescheduling import copy
from app.rescheduling.actions.by_guest import TermsChanged, reschedule_by_guest
from app.rescheduling.quote import effective_price, quote_reschedule
from app.slot_picker.days import PickerDay, Priced
from app.slot_picker.picker import picker
from app.slot_picker.selection import Selection
from app.web.htmx import go

bp = Blueprint("rescheduling", __name__)

T = TypeVar("T")


@bp.get("/bookings/<booking_id>/reschedule")
@login_required
def reschedule(booking_id: str) -> ResponseReturnValue:
    """Show the available times, or what changes once one of them is chosen."""
    booking = booking_of_user(current_user_or_403().id, booking_id)
    if booking.state not in UPCOMING_STATES:
        return refused(booking, copy.cannot_reschedule(booking))
    waiting = pending_reschedule_order(booking.id)
    if waiting is not None:
        return go(url_for("rescheduling.pay_reschedule", booking_id=booking_id))
    starts_at = sensible(instant, request.args.get("start"))
    if starts_at is None or copy.cannot_reschedule(booking):
        return choose(booking)
    return ask(booking, starts_at)


@bp.post("/bookings/<booking_id>/reschedule")
@login_required
def do_reschedule(booking_id: str) -> ResponseReturnValue:
    """Reschedule on the terms that were shown, or ask again if they changed in the meantime."""
    booking = booking_of_user(current_user_or_403().id, booking_id)
    zone, order_id = booking.venue.zone, booking.order.id
    starts_at, who = instant(request.form.get("start", "")), member_id(booking, request.form.get("with"))
    agreed, sequence = signed_cents(request.form.get("difference")), signed_cents(request.form.get("sequence"))
    made_way = end_other(booking, starts_at)
    if made_way is not None:
        return made_way
    try:
        done = retry_deadlocks(
            lambda: reschedule_by_guest(
                booking_id=booking.id,
                starts_at=starts_at,
                member_id=who,
                sequence=-1 if sequence is None else sequence,
                difference=10**9 if agreed is None else agreed,
                user_id=current_user_or_403().id,
            )
        )
    except (TermsChanged, DealExhausted) as other:
        session.rollback()
        return ask(booking_of_user(current_user_or_403().id, booking_id), starts_at, changed=other.message)
    except SlotUnavailable:
        session.rollback()
        return choose(booking_of_user(current_user_or_403().id, booking_id), unavailable=starts_at, status=409)
    except Conflict as conflict:
        session.rollback()
        return refused(booking_of_user(current_user_or_403().id, booking_id), conflict.message)
    if isinstance(done, Order):
        session.commit()
        return to_payment(booking_id, done.id)
    flash(copy.rescheduled_now(done, zone, card(paid_payment(order_id))))
    return go(url_for("bookings.show", booking_id=booking_id))


@bp.get("/bookings/<booking_id>/reschedule/pay")
@login_required
def pay_reschedule(booking_id: str) -> ResponseReturnValue:
    """Offer to pay for the held new time, or to keep the old one."""
    booking = booking_of_user(current_user_or_403().id, booking_id)
    order = pending_reschedule_order(booking.id)
    if order is None:
        return go(url_for("bookings.show", booking_id=booking_id))
    return render_template(
        "rescheduling/pay.html",
        booking=booking,
        order=order,
        agreed=pending_reschedule(order.id),
        now=clock.now(),
        copy=booking_copy,
        cancellation_copy=cancellation_copy,
        rescheduling_copy=copy,
    )


@bp.post("/bookings/<booking_id>/reschedule/pay")
@login_required
def go_to_pay(booking_id: str) -> ResponseReturnValue:
    order = pending_reschedule_order(booking_of_user(current_user_or_403().id, booking_id).id)
    if order is None:
        return go(url_for("bookings.show", booking_id=booking_id))
    return to_payment(booking_id, order.id)


@bp.post("/bookings/<booking_id>/reschedule/keep")
@login_required
def keep_time(booking_id: str) -> ResponseReturnValue:
    """Release the new time, unless it was paid for in the meantime: a payment takes precedence."""
    order = pending_reschedule_order(booking_of_user(current_user_or_403().id, booking_id).id)
    if order is not None:
        try:
            gateway_flows.close_page(order.id)
        except GatewayDown as down:
            session.rollback()
            flash(down.message, "error")
            return go(url_for("rescheduling.pay_reschedule", booking_id=booking_id))
        session.commit()
        paid = order.state is OrderState.CONFIRMED
        flash(_("You already paid, so your booking is rescheduled.") if paid else _("Your booking keeps its time."))
    return go(url_for("bookings.show", booking_id=booking_id))


def end_other(booking: Booking, starts_at: datetime) -> ResponseReturnValue | None:
    """Resolve a pending reschedule of the same booking from another tab.

    The same start redirects to its payment; another one is ended first. Returns None if the caller may go on.
    """
    waiting = pending_reschedule_order(booking.id)
    if waiting is None:
        return None
    if pending_reschedule(waiting.id).starts_at == starts_at:
        return go(url_for("rescheduling.pay_reschedule", booking_id=booking.public_id))
    gateway_flows.close_page(waiting.id)
    session.commit()
    if waiting.state is OrderState.CONFIRMED:
        flash(_("You already paid, so your booking is rescheduled."))
        return go(url_for("bookings.show", booking_id=booking.public_id))
    return None


def to_payment(booking_id: str, order_id: int) -> ResponseReturnValue:
    try:
        address = gateway_flows.open_page(order_id)
    except GatewayDown:
        order = session.get_one(Order, order_id)
        keep_opening(order_id=order.id)
        return go(url_for("checkout.opening", order_id=order.public_id))
    except DomainError as ended:
        session.rollback()
        flash(str(copy.RESCHEDULE_HOLD_ENDED) if isinstance(ended, Conflict) else ended.message, "error")
        return go(url_for("bookings.show", booking_id=booking_id))
    return go(address or url_for("bookings.show", booking_id=booking_id))


def choose(booking: Booking, *, unavailable: datetime | None = None, status: int = 200) -> ResponseReturnValue:
    """Render the time picker, or why the booking cannot be rescheduled and whom to call."""
    why = copy.cannot_reschedule(booking)
    shown = None

    def difference(priced: Priced) -> int:
        return effective_price(booking, priced.quote) - booking.price_cents

    def least(day: PickerDay) -> str:
        """Return the most that a guest can save on a day: "Save $33"; empty if nothing."""
        low = min(map(difference, day.starts), default=0)
        return _("Save %(amount)s", amount=usd_short(-low)) if low < 0 else ""

    if not why:
        service = service_of(booking.venue, booking.service.slug)
        selection = selection_of(booking, service, unavailable)
        shown = picker(booking.venue, booking.option, selection, own_bookings=[booking.id])
    html = render_template(
        "rescheduling/choose.html",
        booking=booking,
        why=why,
        shown=shown,
        difference=difference,
        least=least,
        link=linker(booking),
        written=written,
        now=clock.now(),
        copy=booking_copy,
        cancellation_copy=cancellation_copy,
        rescheduling_copy=copy,
    )
    return html, status


def ask(booking: Booking, starts_at: datetime, *, changed: str = "") -> ResponseReturnValue:
    """Render what rescheduling changes, before anything is done.

    `changed` says that the terms differ from those of the page before; the status is 409 then.
    """
    status = 409 if changed else 200
    who = member_id(booking, request.values.get("with"))
    try:
        wanted = quote_reschedule(booking, starts_at, who, code=booking.order.code)
    except SlotUnavailable:
        return choose(booking, unavailable=starts_at, status=status)
    except Conflict as conflict:
        return refused(booking, conflict.message)
    html = render_template(
        "rescheduling/confirm.html",
        booking=booking,
        wanted=wanted,
        anyone=who is None,
        changed=changed,
        clashes=[clash(found) for found in travel_conflicts_at(booking, wanted.starts_at, wanted.ends_at)],
        card=card(paid_payment(booking.order.id)),
        back=linker(booking)(with_=request.values.get("with"), day=starts_at.astimezone(booking.venue.zone).date()),
        written=written,
        copy=booking_copy,
        cancellation_copy=cancellation_copy,
        rescheduling_copy=copy,
    )
    return html, status


def refused(booking: Booking, why: str) -> ResponseReturnValue:
    flash(why, "error")
    return go(url_for("bookings.show", booking_id=booking.public_id))


def selection_of(booking: Booking, service: Service, unavailable: datetime | None) -> Selection:
    """Build the selection from valid query arguments; party size and add-ons are the booking's."""
    chosen = member_id(booking, request.values.get("with"))
    member = next((each.member for each in service.performers if each.member_id == chosen), None)
    day = sensible(date.fromisoformat, request.args.get("day"))
    return Selection(
        member=member,
        quantity=booking.quantity,
        day=day or (None if unavailable else booking.day),
        first=sensible(date.fromisoformat, request.args.get("from")),
        unavailable=unavailable,
        extras=[AddOn(title=each.title, minutes=each.minutes, price_cents=each.cents) for each in booking.extras],
        code=booking.order.code,
    )


def member_id(booking: Booking, given: str | None) -> int | None:
    """Return the team member whom the guest had chosen; None if anyone is fine now."""
    return None if given == ANY else booking.member_id


def linker(booking: Booking) -> Callable[..., str]:
    """Return a function that links to this page with the current selection and the given changes."""
    kept = {"with": request.values.get("with"), "from": request.values.get("from"), "day": request.values.get("day")}

    def link(**changed: object) -> str:
        values = {name.rstrip("_"): value for name, value in changed.items()}
        return url_for("rescheduling.reschedule", booking_id=booking.public_id, **{**kept, **values})  # type: ignore[arg-type]

    return link


def sensible(read: Callable[[str], T], given: str | None) -> T | None:
    try:
        return read(given) if given else None
    except (ValueError, DomainError):
        return None
