"""Background jobs of receipts: numbering them, and the emails about payments that carry them.

A payment has one email. If another feature confirms it, like a booking or a tip, that email carries the receipts.
"""

from app.bookings.models.orders import Order
from app.bookings.queries.refunds import refund_of
from app.core.db import session
from app.core.jobs import EMAIL_TRIES, defer, email_task, periodic, task
from app.email.mailer import send
from app.later_charges import emails as charge_emails
from app.later_charges.queries import booking_charged_by
from app.packages import copy as package_copy
from app.packages import emails as package_emails
from app.packages.queries import covered_by, load_pass
from app.passes.models import Pass
from app.payments.copy import card
from app.payments.queries import paid_payment
from app.receipts import emails
from app.receipts.actions import issue_receipts
from app.receipts.attached import with_receipts
from app.receipts.queries.receipts import contents_of, orders_without_receipts, receipts_of

MOST_AT_ONCE = 2000


# It is tried as long as the emails that wait for it.
@task("receipts.issue", retries=EMAIL_TRIES)
def issue(*, order_id: int, email: str = "", refund_id: int = 0) -> None:
    """Number the receipts of an order, then queue the email about its payment, or about a refund of it."""
    issue_receipts(order_id=order_id)
    if email and refund_id:
        defer(email, refund_id=refund_id)
    elif email:
        defer(email, order_id=order_id)


@email_task("receipts.email")
def email(*, order_id: int, asked_at: int) -> None:
    """Send all receipts of an order to a guest who asked for them."""
    receipts = receipts_of(order_id)
    if receipts:
        send(emails.requested(contents_of(receipts), asked_at=asked_at))


@email_task("receipts.email_paid")
def email_paid(*, order_id: int) -> None:
    """Send the receipt of a payment that no other email confirms, such as that of a month of a membership."""
    receipts = [receipt for receipt in receipts_of(order_id) if receipt.refund_id is None]
    if receipts:
        send(with_receipts(emails.paid(contents_of(receipts)), order_id=order_id))


@email_task("later_charges.email_charged")
def email_charged(*, order_id: int) -> None:
    """Confirm what was charged later. A guest at the front desk may have no email address."""
    order = session.get_one(Order, order_id)
    if order.email:
        mail = charge_emails.charged(order, booking_charged_by(order_id), paid_payment(order_id))
        send(with_receipts(mail, order_id=order_id))


# `pass_id` is how earlier releases queued it.
@email_task("packages.email_bought")
def email_bought(*, order_id: int = 0, pass_id: int = 0) -> None:
    held = load_pass(Pass.order_id == order_id if order_id else Pass.id == pass_id)
    services = package_copy.services(held, covered_by([held]))
    number, paid_with = session.get_one(Order, held.order_id).public_id, card(paid_payment(held.order_id))
    mail = package_emails.bought(held, services, order_number=number, card=paid_with)
    send(with_receipts(mail, order_id=held.order_id))


@email_task("packages.email_refunded")
def email_refunded(*, refund_id: int) -> None:
    refund = refund_of(refund_id)
    held = load_pass(Pass.order_id == refund.order_id)
    mail = package_emails.refunded(held, refund, card=card(paid_payment(refund.order_id)))
    send(with_receipts(mail, order_id=refund.order_id, refund_id=refund_id))


@periodic("receipts.issue_missing", cron="41 * * * *")
def issue_missing() -> None:
    """Number the receipts of orders from before receipts had numbers, and of jobs that gave up."""
    for order_id in orders_without_receipts(limit=MOST_AT_ONCE):
        defer("receipts.issue", order_id=order_id)
