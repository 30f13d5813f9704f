"""Paying the difference of a reschedule, or keeping the old time."""

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.guards import current_user_or_403, login_required
from app.bookings.copy import bookings as booking_copy
from app.bookings.copy import cancellation as cancellation_copy
from app.bookings.enums import OrderState
from app.bookings.models.orders import Order
from app.bookings.queries.bookings import booking_of_user, rescheduled_booking_ids, rescheduled_by
from app.bookings.queries.orders import pending_reschedule_order, pending_reschedules
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict, DomainError
from app.payments import gateway_flows
from app.payments.actions import keep_opening
from app.payments.gateway import GatewayDown
from app.payments.queries import open_payment, payable_until
from app.rescheduling import copy, series_copy
from app.rescheduling.views import bp
from app.tax_calculations.gateway_flows import try_to_calculate
from app.web.htmx import go
from app.web.route_limits import limited


@bp.get("/bookings/<booking_id>/reschedule/pay")
@login_required
def pay_reschedule(booking_id: str) -> ResponseReturnValue:
    """Offer to pay for the held new time, or to keep the old one."""
    booking = booking_of_user(current_user_or_403().id, booking_id)
    order = pending_reschedule_order(booking.id)
    if order is None:
        return go(url_for("bookings.show", booking_id=booking_id))
    if order.awaits_tax:
        try_to_calculate(order.id)
        session.expire_all()
        booking = booking_of_user(current_user_or_403().id, booking_id)
    agreed = {each.booking_id: each for each in pending_reschedules(order.id)}
    return render_template(
        "rescheduling/pay.html",
        booking=booking,
        order=order,
        until=payable_until(order, open_payment(order.id)),
        agreed=agreed,
        bookings=rescheduled_by(order),
        now=clock.now(),
        copy=booking_copy,
        cancellation_copy=cancellation_copy,
        rescheduling_copy=copy,
        later_copy=series_copy,
    )


@bp.post("/bookings/<booking_id>/reschedule/pay")
@limited("checkout")
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
        number = len(rescheduled_booking_ids(order))
        flash(copy.already_paid(number) if paid else copy.keeps_time(number))
    return go(url_for("bookings.show", booking_id=booking_id))


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
