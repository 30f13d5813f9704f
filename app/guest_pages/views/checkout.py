"""The pages from the cart to the payment page and back.

A view that calls Stripe does it through a gateway flow, whose steps commit; what follows is a separate transaction.
"""

from flask import Blueprint, flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.guards import current_user_or_403, login_required
from app.accounts.models import User
from app.availability.actions import SlotUnavailable
from app.bookings.enums import OrderState
from app.bookings.models.orders import Order
from app.bookings.queries.orders import held_bookings, order_of, pending_order
from app.bookings.queries.paid_later import later_payments
from app.bookings.queries.refunds import refunds_of
from app.cart.actions.carts import lock
from app.cart.current import current_cart
from app.cart.models import Cart
from app.cart.queries import count_lines, view_of
from app.consents.actions import agree_to_pages
from app.consents.queries import changed_pages
from app.core import clock
from app.core.db import retry_deadlocks, session
from app.core.errors import Conflict
from app.guest_pages.copy import BOOKING_COPY
from app.guest_pages.forms import ContactForm
from app.guest_pages.queries import venues_asking_about_health
from app.guest_pages.views.outcomes import (
    of_charge,
    of_move,
    paid_bookings,
    to_booking,
    to_move,
    to_own_page,
)
from app.later_charges.copy import after_total
from app.orders.actions.checkout import CheckOut, agree_to_charges, check_out, is_unchanged, set_contact
from app.orders.actions.create import Contact
from app.orders.queries import credit_for, credit_used_by, last_phone
from app.passes.queries import are_of_memberships
from app.payments import copy, gateway_flows
from app.payments.actions import keep_opening, use_credit
from app.payments.error_texts import HOLD_ENDED
from app.payments.gateway import GatewayDown
from app.payments.queries import needs_card, open_payment, paid_payment, payable_until
from app.payments.what_paid import paid_by
from app.saved_cards.models import SavedCard
from app.saved_cards.queries import usable_cards
from app.tax_calculations.gateway_flows import try_to_calculate
from app.waitlist.queries import offer_in_cart
from app.web.htmx import go, render, wants_partial
from app.web.route_limits import limited

bp = Blueprint("checkout", __name__)


@bp.post("/checkout")
@limited("checkout")
def start() -> ResponseReturnValue:
    """Hold every time in the cart, or redirect to the cart with a message about what is unavailable."""
    if not current_user.is_authenticated:
        flash(_("Log in or create an account to check out. Your cart is saved."))
        return go(url_for("login.log_in", next=url_for("cart.index")))
    cart = current_cart()
    if cart is None or not count_lines(cart):
        flash(str(copy.NOTHING_LEFT), "error")
        return go(url_for("cart.index"))
    lock(cart=cart)
    pending = pending_order(cart)
    if pending is not None:
        is_payable = payable_until(pending, open_payment(pending.id)) > clock.now()
        if is_payable and is_unchanged(pending, view_of(cart, except_bookings=held_bookings(cart))):
            return go(url_for("checkout.details", order_id=pending.public_id))
        gateway_flows.close_page(pending.id)
        session.commit()
        if pending.state is OrderState.CONFIRMED:
            return go(url_for("checkout.done", order_id=pending.public_id))
    offer = offer_in_cart(cart)
    if offer is not None:
        flash(_("We’re already holding one of these times for you. Book it first. The rest stays in your cart."))
        return go(url_for("waitlist.show", wait_id=offer.public_id))
    return hold_all(cart, current_user_or_403())


def hold_all(cart: Cart, user: User) -> ResponseReturnValue:
    def work() -> Order:
        contact = Contact(user.name, user.email, user.phone or last_phone(user.id))
        return check_out(CheckOut(cart, view_of(cart), user.id, contact))

    try:
        order = retry_deadlocks(work)
    except Conflict as refused:
        session.rollback()
        flash(str(copy.UNAVAILABLE) if isinstance(refused, SlotUnavailable) else refused.message, "error")
        return go(url_for("cart.index"))
    return go(url_for("checkout.details", order_id=order.public_id))


@bp.get("/checkout/<order_id>")
@login_required
def details(order_id: str) -> ResponseReturnValue:
    order = order_of(current_user_or_403().id, order_id)
    if not order.venue_orders:
        return to_own_page(order)
    if order.state is not OrderState.PENDING:
        return settled(order)
    order = with_tax(order)
    cards = offered_cards(order)
    return show(order, ContactForm.of(order, asks_terms=bool(changed_pages(current_user_or_403())), cards=cards))


@bp.post("/checkout/<order_id>")
@limited("checkout")
@login_required
def pay(order_id: str) -> ResponseReturnValue:
    """Save the contact details and notes, then redirect to the payment page."""
    order = order_of(current_user_or_403().id, order_id)
    if order.is_charged_later and order.state is OrderState.PENDING:
        return to_payment(order)
    if not order.venue_orders:
        return to_own_page(order)
    if order.state is not OrderState.PENDING:
        return settled(order)
    changed, cards = changed_pages(current_user_or_403()), offered_cards(order)
    form = ContactForm.of(order, asks_terms=bool(changed), cards=cards)
    if order.awaits_tax:
        return show(with_tax(order), form, status=422)  # with what they typed, and the total with tax if it's known now
    if not form.validate_on_submit():
        return show(order, form, status=422)
    if changed:
        agree_to_pages(user=current_user_or_403(), kinds=changed)
    contact = Contact(form.name.value, form.email.value, form.phone.value)
    notes = {venue_order.venue_id: form.note_for(venue_order).value for venue_order in order.venue_orders}
    set_contact(order=order, contact=contact, notes=notes)
    chosen = next((card.id for card in cards if card.key == form.card.data), None) if cards else None
    agree_to_charges(order=order, card_id=chosen)
    use_credit(order_id=order.id, wanted=bool(form.use_credit.data))
    return to_payment(order)


def to_payment(order: Order) -> ResponseReturnValue:
    """Redirect to the payment page, or to the order if nothing has to be paid or saved now."""
    try:
        address = gateway_flows.open_page(order.id)
    except GatewayDown:
        keep_opening(order_id=order.id)
        return go(url_for("checkout.opening", order_id=order.public_id))
    except Conflict as ended:
        if order.is_charged_later:
            flash(ended.message, "error")
            return to_booking(order)
        return hold_ended(order, ended.message)
    return go(address or url_for("checkout.done", order_id=order.public_id))


@bp.get("/checkout/<order_id>/opening")
@login_required
def opening(order_id: str) -> ResponseReturnValue:
    """Show a waiting page until the payment page can be opened, then redirect to it."""
    order = order_of(current_user_or_403().id, order_id)
    if order.has_own_page:
        return to_own_page(order)
    if order.state is not OrderState.PENDING or order.held_until <= clock.now():
        return to_move(order) if order.is_reschedule else settled(order)
    payment = open_payment(order.id)
    if payment and payment.session_url and payment.session_expires_at > clock.now():
        return go(payment.session_url)
    venue = paid_bookings(order)[0].venue
    return render(
        "checkout/opening.html",
        "checkout/_opening.html",
        order=order,
        until=payable_until(order, payment),
        zone=venue.zone,
    )


@bp.get("/orders/<order_id>")
@login_required
def done(order_id: str) -> ResponseReturnValue:
    """Check the payment first, then show the order: the payment page redirects here."""
    order = order_of(current_user_or_403().id, order_id)
    if order.is_from_front_desk:
        return go(url_for("bookings.show", booking_id=order.bookings[0].public_id))
    if order.state in {OrderState.PENDING, OrderState.CONFIRMED}:
        try:
            gateway_flows.catch_up(order.id)
            # A webhook may have arrived first, and it does not say which card paid.
            gateway_flows.read_card(order.id)
            session.commit()
        except GatewayDown:
            session.rollback()  # the webhook or the job will settle it; until then the page shows that it is waiting
        session.expire_all()
        order = order_of(current_user_or_403().id, order_id)
    if order.has_own_page:
        return to_own_page(order)
    if order.is_reschedule:
        return of_move(order)
    if order.is_charged_later:
        return of_charge(order)
    if order.state is OrderState.EXPIRED or (wants_partial() and order.state is not OrderState.PENDING):
        return settled(order)
    payment = paid_payment(order.id)
    later = later_payments([booking.id for booking in order.bookings]) if order.later_cents else []
    return render(
        "orders/show.html",
        "orders/_waiting.html",
        order=order,
        bookings=order.bookings,
        card=copy.card(payment),
        after=after_total(order, copy.card(payment), later),
        paid_by=paid_by(order, payment),
        refunds=refunds_of(order.id),
        **BOOKING_COPY,
    )


def with_tax(order: Order) -> Order:
    """Return the order with the taxes that it awaits, or as it is if Stripe Tax doesn't say them now."""
    if not order.awaits_tax:
        return order
    user_id, public_id = current_user_or_403().id, order.public_id
    try_to_calculate(order.id)
    session.expire_all()
    return order_of(user_id, public_id)


def offered_cards(order: Order) -> list[SavedCard]:
    """Return the saved cards that the guest may use instead of entering one, if nothing is due now."""
    if order.due_now_cents or order.user_id is None or not any(one.payment_terms.saves_card for one in order.bookings):
        return []
    return usable_cards(order.user_id)


def settled(order: Order) -> ResponseReturnValue:
    """Redirect an order that is no longer pending to its page, or to the cart if it expired."""
    if order.is_charged_later:
        return of_charge(order)
    if order.state in {OrderState.EXPIRED, OrderState.PENDING}:
        return hold_ended(order, str(HOLD_ENDED))
    return go(url_for("checkout.done", order_id=order.public_id))


def hold_ended(order: Order, message: str) -> ResponseReturnValue:
    """Redirect to the cart, which still has the times.

    After a waitlist offer, redirect to the guest's bookings: the offer has gone to the next waitlist entry.
    """
    if order.is_offer:
        flash(str(copy.OFFER_ENDED), "error")
        return go(url_for("bookings.index"))
    flash(message, "error")
    return go(url_for("cart.index"))


def show(order: Order, form: ContactForm, *, status: int = 200) -> ResponseReturnValue:
    payment = open_payment(order.id)
    is_chosen = payment is not None
    credit = credit_used_by(order) if is_chosen else credit_for(order).by_venue
    prepaid = [booking.id for booking in order.bookings if booking.is_from_package]
    return render(
        "checkout/details.html",
        "checkout/_details.html",
        status=status,
        order=order,
        until=payable_until(order, payment),
        form=form,
        about_health=venues_asking_about_health(order),
        credit=sum(credit.values()),
        credit_lines=copy.credit_lines(order, credit),
        by_venue=credit,
        is_credit_chosen=is_chosen,
        uses_package=bool(prepaid),
        uses_membership=bool(prepaid) and are_of_memberships(prepaid),
        now=clock.now(),
        copy=copy,
        saves_card=needs_card(order),
    )
