"""Background jobs for what is charged to saved cards later."""

from app.bookings.enums import OrderState
from app.bookings.models.orders import Order
from app.core import clock
from app.core.db import session
from app.core.jobs import email_task, task
from app.email.mailer import send
from app.later_charges import emails, gateway_flows
from app.later_charges.queries import booking_charged_by
from app.payments.queries import payments_of


@task("later_charges.charge")
def charge(*, order_id: int) -> None:
    gateway_flows.charge(order_id)


@task("later_charges.waive")
def waive(*, order_id: int) -> None:
    gateway_flows.waive(order_id)


@task("saved_cards.detach")
def detach(*, card_id: int) -> None:
    gateway_flows.detach(card_id)


@email_task("later_charges.email_planned")
def email_planned(*, order_id: int) -> None:
    """Tell the guest about a fee before it is charged, unless it was waived already."""
    order = session.get_one(Order, order_id)
    if _is_open(order):
        send(emails.planned(order, booking_charged_by(order_id)))


@email_task("later_charges.email_declined")
def email_declined(*, order_id: int) -> None:
    """Ask the guest to pay on a page, unless it is paid or waived."""
    order = session.get_one(Order, order_id)
    if _is_open(order):
        tried = [payment for payment in payments_of(order_id) if payment.card_id is not None]
        send(emails.declined(order, booking_charged_by(order_id), tried[-1] if tried else None))


def _is_open(order: Order) -> bool:
    return order.state is OrderState.PENDING and order.held_until > clock.now()
