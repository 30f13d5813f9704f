"""Rescheduling one booking by the guest: choosing another time, and its effects."""

from datetime import date, datetime

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guards import current_user_or_403, login_required
from app.availability.actions import SlotUnavailable
from app.bookings.copy import bookings as booking_copy
from app.bookings.copy import cancellation as cancellation_copy
from app.bookings.copy import series as series_copy
from app.bookings.enums import UPCOMING_STATES, OrderState
from app.bookings.forms import signed_cents
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.queries.bookings import booking_of_user, later_in_series
from app.bookings.queries.orders import pending_reschedule_order, pending_reschedules
from app.bookings.travel_conflicts import travel_conflicts_at
from app.cart.copy import clash
from app.cart.forms import instant, written
from app.catalog.models import AddOn, Service
from app.catalog.queries import service_of
from app.core import clock
from app.core.db import retry_deadlocks, session
from app.core.errors import Conflict
from app.core.formats import usd_short
from app.deals.actions.redemptions import DealExhausted
from app.passes.queries import rules_of_bookings
from app.payments import gateway_flows
from app.payments.copy import card
from app.payments.queries import paid_payment
from app.rescheduling import copy
from app.rescheduling.actions.by_guest import reschedule_by_guest
from app.rescheduling.actions.guest_changes import TermsChanged
from app.rescheduling.quote import difference_of, effective_price, quote_reschedule
from app.rescheduling.views import bp
from app.rescheduling.views.arguments import linker, member_id, sensible
from app.rescheduling.views.payment import to_payment
from app.slot_picker.days import PickerDay, Priced
from app.slot_picker.picker import picker
from app.slot_picker.selection import Selection
from app.web.htmx import go


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


def end_other(booking: Booking, starts_at: datetime) -> ResponseReturnValue | None:
    """Resolve a pending reschedule of the same booking from another tab.

    The same start redirects to its payment; another one is ended first. Returns None if the caller may go on.
    """
    waiting = pending_reschedule_order(booking.id)
    if waiting is None:
        return None
    if [each.starts_at for each in pending_reschedules(waiting.id)] == [starts_at]:
        return go(url_for("rescheduling.pay_reschedule", booking_id=booking.public_id))
    gateway_flows.close_page(waiting.id)
    session.commit()
    if waiting.state is OrderState.CONFIRMED:
        flash(_("You already paid, so your booking is rescheduled."))
        return go(url_for("bookings.show", booking_id=booking.public_id))
    return None


def choose(booking: Booking, *, unavailable: datetime | None = None, status: int = 200) -> ResponseReturnValue:
    """Render the time picker, or why the booking cannot be rescheduled and whom to call."""
    why = copy.cannot_reschedule(booking)
    shown, later = None, later_in_series(booking)

    # What paid for the booking pays for it at any time.
    is_covered = booking.id in rules_of_bookings([booking.id])

    def difference(priced: Priced) -> int:
        return 0 if is_covered else difference_of(booking, effective_price(booking, priced.quote))

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
        later=later,
        with_later="later" in request.values and bool(later),
        written=written,
        now=clock.now(),
        copy=booking_copy,
        cancellation_copy=cancellation_copy,
        rescheduling_copy=copy,
        series_copy=series_copy,
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
