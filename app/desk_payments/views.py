"""Taking payments at the front desk, counting the cash, and the page where a guest pays at a link."""

from datetime import date
from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guards import current_user_or_403
from app.bookings.actions.desk_payments import PAYABLE_STATES, record_desk_payment, undo_desk_payment
from app.bookings.actions.later import open_charge
from app.bookings.copy import bookings as booking_copy
from app.bookings.enums import OrderState, SettledBy
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.queries.bookings import booking_of_venue
from app.bookings.queries.desk_payments import desk_payments_of, due_cents
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict, DomainError, Unavailable
from app.core.formats import usd
from app.core.ids import token
from app.core.pdf import qr_code
from app.core.settings import settings
from app.desk_payments.actions import count_cash, open_link
from app.desk_payments.forms import METHODS, CashCountForm, DeskPaymentForm, LinkForm
from app.desk_payments.queries import counts_of, desk_day, is_open, link_of, order_at_link
from app.later_charges.queries import booking_charged_by
from app.payments import copy as payment_copy
from app.payments import gateway_flows
from app.payments.gateway import GatewayDown, GatewayRefused
from app.payments.queries import paid_payment
from app.tax_calculations.gateway_flows import try_to_calculate
from app.tips.forms import TipForm
from app.tips.gateway_flows import open_tip
from app.tips.queries import LEAST_CENTS, can_tip, most_cents, suggestions
from app.venues.enums import Ability
from app.venues.guards import own_venue
from app.venues.models import Venue
from app.web.fields import MOST_SENT, whole_number
from app.web.htmx import go, wants_partial
from app.web.route_limits import limited

bp = Blueprint("desk_payments", __name__, url_prefix="/venue")
guest_bp = Blueprint("pay_links", __name__)


@bp.get("/bookings/<booking_id>/payments")
@own_venue(Ability.CHANGE_BOOKINGS)
def show(venue: Venue, booking_id: str) -> ResponseReturnValue:
    """Show what is due for a booking, and the ways to take it."""
    return page(venue, booking_of_venue(venue.id, booking_id))


@bp.post("/bookings/<booking_id>/payments")
@own_venue(Ability.CHANGE_BOOKINGS)
def record(venue: Venue, booking_id: str) -> ResponseReturnValue:
    """Record a payment in person."""
    booking, form = booking_of_venue(venue.id, booking_id), DeskPaymentForm()
    if form.validate_on_submit():
        cents, tip = form.amount.value or 0, form.tip.value or 0
        with form.refusals(form.amount, DomainError):
            record_desk_payment(
                booking_id=booking.id,
                method=SettledBy(form.method.data),
                cents=cents,
                tip_cents=tip,
                user_id=current_user_or_403().id,
            )
            flash(_("Payment of %(amount)s recorded.", amount=usd(cents + tip)))
            return back(booking)
        session.rollback()
        booking = booking_of_venue(venue.id, booking_id)
    return page(venue, booking, form=form)


@bp.post("/bookings/<booking_id>/payments/<payment_id>/undo")
@own_venue(Ability.CHANGE_BOOKINGS)
def undo(venue: Venue, booking_id: str, payment_id: str) -> ResponseReturnValue:
    booking = booking_of_venue(venue.id, booking_id)
    number = whole_number(payment_id, most=MOST_SENT) or 0
    payment = undo_desk_payment(booking_id=booking.id, payment_id=number, user_id=current_user_or_403().id)
    flash(_("The payment of %(amount)s is undone.", amount=usd(payment.amount_cents + payment.tip_cents)))
    return back(booking)


@bp.get("/bookings/<booking_id>/payments/link")
@own_venue(Ability.CHANGE_BOOKINGS)
def link(venue: Venue, booking_id: str) -> ResponseReturnValue:
    """Show the payment link alone, which the page asks for until it is paid."""
    booking = booking_of_venue(venue.id, booking_id)
    order = link_of(booking.id)
    if not wants_partial() or order is None or not is_open(order):
        return go(url_for("desk_payments.show", booking_id=booking.public_id))
    return render_template("desk_payments/_link.html", booking=booking, **link_context(booking))


@bp.post("/bookings/<booking_id>/payments/link")
@limited("checkout")
@own_venue(Ability.CHANGE_BOOKINGS)
def make_link(venue: Venue, booking_id: str) -> ResponseReturnValue:
    """Make the link at which the guest pays on their phone."""
    booking, form = booking_of_venue(venue.id, booking_id), LinkForm()
    if form.validate_on_submit():
        with form.refusals(form.link_amount, DomainError):
            open_link(booking_id=booking.id, cents=form.link_amount.value or 0)
            return back(booking, anchor="link")
        session.rollback()
        booking = booking_of_venue(venue.id, booking_id)
    return page(venue, booking, link_form=form)


@bp.post("/bookings/<booking_id>/payments/link/cancel")
@own_venue(Ability.CHANGE_BOOKINGS)
def cancel_link(venue: Venue, booking_id: str) -> ResponseReturnValue:
    """End the link, and the payment page behind it. A payment in the meantime stays."""
    booking = booking_of_venue(venue.id, booking_id)
    order = link_of(booking.id)
    if order is not None and order.state is OrderState.PENDING:
        try:
            gateway_flows.close_page(order.id)
            session.commit()
        except (Unavailable, GatewayRefused) as problem:
            session.rollback()
            flash(problem.message, "error")
            return back(booking)
        session.refresh(order)
    if order is not None and order.state is OrderState.CONFIRMED:
        flash(_("The guest has just paid."))
    else:
        flash(_("The link is canceled."))
    return back(booking)


def back(booking: Booking, *, anchor: str | None = None) -> ResponseReturnValue:
    return go(url_for("desk_payments.show", booking_id=booking.public_id, _anchor=anchor))


def page(
    venue: Venue, booking: Booking, *, form: DeskPaymentForm | None = None, link_form: LinkForm | None = None
) -> ResponseReturnValue:
    due = due_cents(booking.id)
    charge = open_charge(booking.id)
    html = render_template(
        "desk_payments/show.html",
        workplace=venue.name,
        venue=venue,
        booking=booking,
        due=due,
        payments=desk_payments_of([booking.id]),
        methods=dict(METHODS),
        can_pay=booking.state in PAYABLE_STATES and due > 0,
        charge=charge if charge is not None and charge.pay_key is None else None,
        form=form or DeskPaymentForm(formdata=None, data={"amount": due}),
        link_form=link_form or LinkForm(formdata=None, data={"link_amount": due}),
        **link_context(booking),
    )
    return html, 422 if (form and form.errors) or (link_form and link_form.errors) else 200


def link_context(booking: Booking) -> dict[str, Any]:
    """Return the newest payment link of a booking, its address, and its QR code."""
    order = link_of(booking.id)
    if order is None:
        return {"link": None}
    address = f"{settings().base_url}{url_for('pay_links.show', pay_key=order.pay_key)}"
    # Black on white in every theme, because cameras expect it.
    image = qr_code(address).svg_data_uri(scale=5, border=3, dark="#000", light="#fff")
    return {"link": order, "is_link_open": is_open(order), "link_address": address, "qr": image}


@bp.route("/cash", methods=["GET", "POST"])
@own_venue(Ability.COUNT_CASH)
def cash(venue: Venue) -> ResponseReturnValue:
    """Show a day's payments in person, count its cash, and list earlier counts."""
    today, counts = clock.now().astimezone(venue.zone).date(), counts_of(venue.id)
    day = min(parsed(request.args.get("day", "")) or today, today)
    form = CashCountForm()
    if form.validate_on_submit():
        with form.refusals(form.note, DomainError):
            count = count_cash(
                venue=venue,
                day=day,
                opening_cents=form.opening.value or 0,
                counted_cents=form.counted.value or 0,
                note=form.note.value,
                user_id=current_user_or_403().id,
            )
            flash(_("Count saved. Nothing is missing.") if not count.difference_cents else _("Count saved."))
            return go(url_for("desk_payments.cash", day=day, _anchor="counts"))
    if not form.is_submitted() and counts:
        form.opening.data = counts[0].opening_cents
    html = render_template(
        "desk_payments/cash.html",
        workplace=venue.name,
        venue=venue,
        day=day,
        today=today,
        done=desk_day(venue, day),
        counts=counts,
        form=form,
        methods=dict(METHODS),
    )
    return html, 422 if form.errors else 200


def parsed(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if date(2000, 1, 1) < found else None


@guest_bp.get("/pay/<pay_key>", endpoint="show")
@limited("links")
def show_link(pay_key: str) -> ResponseReturnValue:
    """Show what is due. The payment page returns here, so check the payment first."""
    order = order_at_link(pay_key)
    if order.state is OrderState.PENDING and request.args.get("session"):
        try:
            gateway_flows.catch_up(order.id)
            gateway_flows.read_card(order.id)
            session.commit()
        except GatewayDown:
            session.rollback()  # the webhook settles it
        order = order_at_link(pay_key)
    if order.awaits_tax and is_open(order):
        try_to_calculate(order.id)
        order = order_at_link(pay_key)
    return link_page(order, TipForm(formdata=None))


def link_page(order: Order, form: TipForm) -> ResponseReturnValue:
    """Show an order at its link. Once it's paid, the guest can add a tip."""
    booking = booking_charged_by(order.id)
    html = render_template(
        "desk_payments/pay.html",
        order=order,
        booking=booking,
        is_open=is_open(order),
        is_waiting=bool(request.args.get("session")) and is_open(order),
        card=payment_copy.card(paid_payment(order.id)),
        can_tip=order.state is OrderState.CONFIRMED and can_tip(booking, at_desk=True),
        form=form,
        suggestions=suggestions(booking.price_cents),
        least=LEAST_CENTS,
        most=most_cents(booking.price_cents),
        copy=booking_copy,
    )
    return html, 422 if form.errors else 200


@guest_bp.post("/pay/<pay_key>")
@limited("checkout")
def pay(pay_key: str) -> ResponseReturnValue:
    """Go to the payment page."""
    order = order_at_link(pay_key)
    try:
        there = gateway_flows.open_page(order.id)
    except DomainError as problem:
        session.rollback()
        flash(problem.message, "error")
        there = None
    return go(there or url_for("pay_links.show", pay_key=pay_key))


@guest_bp.post("/pay/<pay_key>/tip")
@limited("checkout")
def tip(pay_key: str) -> ResponseReturnValue:
    """Create a tip for what was paid at a link, and go to its payment page."""
    order, form, there = order_at_link(pay_key), TipForm(), None
    if order.state is not OrderState.CONFIRMED:
        return go(url_for("pay_links.show", pay_key=pay_key))
    if not form.validate_on_submit():
        return link_page(order, form)
    try:
        booking = booking_charged_by(order.id)
        there = open_tip(booking_id=booking.id, cents=form.amount.value or 0, pay_key=token())
    except (Conflict, Unavailable) as problem:
        session.rollback()
        flash(problem.message, "error")
    except DomainError as refused:
        session.rollback()
        form.amount.errors = [refused.message]
        return link_page(order_at_link(pay_key), form)
    return go(there or url_for("pay_links.show", pay_key=pay_key))
