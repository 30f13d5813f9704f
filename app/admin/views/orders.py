"""The order pages: search, order history, and actions on bookings and money."""

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access_log.enums import AccessKind
from app.access_log.pages import opened
from app.accounts.guards import current_user_or_403
from app.accounts.queries.users import user_of_id
from app.accounts.step_up import confirm_first, is_recently_proven
from app.admin import copy, order_history
from app.admin.abilities import AdminAbility, admins_with
from app.admin.actions.orders import cancel_booking, refund_booking, retry_refund
from app.admin.enums import OrderFilter, SubjectKind
from app.admin.forms.orders import AdminCancelForm, AdminRefundForm
from app.admin.limits import refuse_above_limit
from app.admin.order_history import History
from app.admin.queries.history import history_of
from app.admin.queries.orders import (
    booking_in,
    find_orders,
    later_orders_by_booking,
    order_by_code,
    refund_by_code,
    refunded_by_order,
    transitions_of,
)
from app.admin.request_args import parse_order_search
from app.admin.views import bp
from app.bookings.actions.cancel import cancel_refund
from app.bookings.actions.refunds import PAID
from app.bookings.enums import Actor
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.queries.bookings import rescheduled_by
from app.bookings.queries.refunds import refundable_cents, refundable_tip_cents
from app.core import clock
from app.core.errors import NotFound
from app.core.formats import usd
from app.core.settings import settings
from app.payments.queries import events_of, paid_payment, payments_of
from app.tips.queries import tipped_booking
from app.web.fields import MOST_SENT, whole_number
from app.web.htmx import go


@bp.get("/orders")
@admins_with(AdminAbility.READ)
def orders() -> ResponseReturnValue:
    search = parse_order_search(request.args)
    return render_template(
        "admin/orders/index.html",
        search=search,
        typed=request.args,
        found=find_orders(search),
        states=[(one.value, one.label) for one in OrderFilter],
        copy=copy,
    )


@bp.get("/orders/<order_id>")
@admins_with(AdminAbility.READ)
def order_shown(order_id: str) -> ResponseReturnValue:
    order = order_by_code(order_id)
    # An order that a venue added belongs to no account, but to one guest of that venue.
    guest_id = order.venue_orders[0].guest_id if order.user_id is None and order.venue_orders else None
    opened(AccessKind.ORDER, user_id=order.user_id, guest_id=guest_id)
    history = History(
        order,
        transitions_of(order.id),
        payments_of(order.id),
        events_of(order.id),
        history_of(SubjectKind.ORDER, order.id, limit=100),
        tipped_booking(order) if order.is_tip else next(iter(rescheduled_by(order)), None),
    )
    return render_template(
        "admin/orders/show.html",
        order=order,
        guest=user_of_id(order.user_id) if order.user_id else None,
        history=history,
        refunded=refunded_by_order([order.id]).get(order.id, 0),
        more_orders=later_orders_by_booking(order),
        steps=order_history.order_history(history),
        problems=order_history.problems(history, now=clock.now()),
        paid_states=PAID,
        copy=copy,
    )


@bp.route("/orders/<order_id>/bookings/<booking_id>/refund", methods=["GET", "POST"])
@admins_with(AdminAbility.REFUND)
def booking_refund(order_id: str, booking_id: str) -> ResponseReturnValue:
    """Refund some or all of what was paid for a booking, which itself does not change."""
    order = order_by_code(order_id)
    booking = booking_in(order, booking_id)
    left = refundable_cents(booking)
    if left > settings().refund_step_up * 100 and not is_recently_proven():
        return confirm_first(request.path)
    form = AdminRefundForm(data={"amount": usd(left).removeprefix("$"), "left": str(left)})
    if form.validate_on_submit():
        with form.refusals(form.amount):
            refuse_above_limit(form.amount.cents)
            shown = whole_number(form.left.data or "", most=MOST_SENT)
            refund_booking(
                order=order,
                booking=booking,
                cents=form.amount.cents,
                left=-1 if shown is None else shown,
                reason=form.reason.value,
                admin=current_user_or_403(),
                only_tips=bool(form.tip.data),
            )
            flash(
                _(
                    "We’re refunding %(amount)s to %(name)s. We’ll email %(name)s when we send the refund.",
                    amount=usd(form.amount.cents),
                    name=order.name,
                )
            )
            return back_to(order)
        # Show the amount that is left now, so that submitting again confirms it.
        form.left.data = str(refundable_cents(booking))
    return show_sheet(
        "admin/orders/refund.html", order, booking, form, left=left, tip_left=refundable_tip_cents(booking)
    )


@bp.route("/orders/<order_id>/bookings/<booking_id>/cancel", methods=["GET", "POST"])
@admins_with(AdminAbility.REFUND)
def booking_cancel(order_id: str, booking_id: str) -> ResponseReturnValue:
    """Cancel a booking and refund everything paid for it."""
    order = order_by_code(order_id)
    booking = booking_in(order, booking_id)
    back = cancel_refund(booking, actor=Actor.ADMIN)
    form = AdminCancelForm()
    if form.validate_on_submit():
        with form.refusals(form.reason):
            refuse_above_limit(back or 0)
            done = cancel_booking(order=order, booking=booking, reason=form.reason.value, admin=current_user_or_403())
            flash(canceled_words(order, booking, done.refund_cents))
            return back_to(order)
    return show_sheet("admin/orders/cancel.html", order, booking, form, back=back)


@bp.post("/orders/<order_id>/refunds/<refund_id>/retry")
@admins_with(AdminAbility.REFUND)
def order_retry(order_id: str, refund_id: str) -> ResponseReturnValue:
    order, refund = order_by_code(order_id), refund_by_code(refund_id)
    if refund.booking_id not in {booking.id for venue_order in order.venue_orders for booking in venue_order.bookings}:
        raise NotFound(_("We can’t find that refund in this order."))
    again = retry_refund(order=order, refund=refund, admin=current_user_or_403())
    flash(_("We’re retrying the %(amount)s refund. Order history shows the result.", amount=usd(again.amount_cents)))
    return back_to(order)


def canceled_words(order: Order, booking: Booking, refund_cents: int) -> str:
    """Return the confirmation message."""
    if not order.email:
        return _("%(service)s is canceled. There’s nothing to refund. The venue gets an email.", service=booking.title)
    if not refund_cents:
        return _(
            "%(service)s is canceled. There’s nothing to refund. The guest and the venue get an email.",
            service=booking.title,
        )
    return _(
        "%(service)s is canceled. We’re refunding %(amount)s to %(name)s. The guest and the venue get an email.",
        service=booking.title,
        amount=usd(refund_cents),
        name=order.name,
    )


def show_sheet(
    template: str, order: Order, booking: Booking, form: AdminRefundForm | AdminCancelForm, **more: object
) -> ResponseReturnValue:
    venue_order = next(one for one in order.venue_orders if one.id == booking.venue_order_id)
    html = render_template(
        template,
        order=order,
        booking=booking,
        venue=venue_order.venue,
        form=form,
        card=copy.card_of(paid_payment(order.id)),
        copy=copy,
        **more,
    )
    return html, 422 if form.errors else 200


def back_to(order: Order) -> ResponseReturnValue:
    return go(url_for("admin.order_shown", order_id=order.public_id))
