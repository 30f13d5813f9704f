"""Background jobs for payments: refunds, card details and holds that end."""

from app.accounts.queries.users import admins
from app.bookings.queries.bookings import load_booking
from app.bookings.queries.orders import load_order
from app.bookings.queries.refunds import refund_of
from app.core import clock
from app.core.db import session
from app.core.errors import DomainError
from app.core.jobs import defer, email_task, periodic, task
from app.core.logs import log
from app.email.mailer import send
from app.payments import emails, gateway_flows
from app.payments.actions import OPEN_AGAIN, keep_opening
from app.payments.blocked_refunds import release_refund
from app.payments.gateway import GatewayDown
from app.payments.queries import open_refunds, payment_of_refund, refunds_to_release


@task("payments.pay_refund")
def pay_refund(*, refund_id: int) -> None:
    gateway_flows.pay_refund(refund_id)


@task("payments.open_page")
def open_page(*, order_id: int) -> None:
    """Open the payment page that a guest is waiting for, retrying until the hold ends."""
    try:
        gateway_flows.open_page(order_id)
    except GatewayDown:
        session.rollback()
        keep_opening(order_id=order_id, at=clock.now() + OPEN_AGAIN)
    except DomainError as ended:
        session.rollback()
        log.info("a payment page is no longer waited for", order=order_id, why=ended.message)


@task("payments.close_order")
def close_order(*, order_id: int) -> None:
    """End a pending order that is no longer wanted, and its payment page.

    A payment in the meantime takes precedence.
    """
    gateway_flows.close_page(order_id)


@task("payments.read_card")
def read_card(*, order_id: int) -> None:
    gateway_flows.read_card(order_id)


@email_task("payments.email_refund_failed")
def email_refund_failed(*, refund_id: int) -> None:
    """Email all admins about a failed refund: one of them must return the guest's money."""
    people = admins()
    if not people:
        log.error("a refund failed, and there is no admin to tell", refund=refund_id)
        return
    refund = refund_of(refund_id)
    booking = load_booking(refund.booking_id) if refund.booking_id else None
    order = booking.order if booking else load_order(refund.order_id)
    send(emails.refund_failed(order, booking, refund, payment_of_refund(refund_id), people))


@periodic("payments.close_lapsed", cron="* * * * *")
def close_lapsed() -> None:
    """Check lapsed orders every minute: a lost webhook is made up for before a hold is released."""
    gateway_flows.close_lapsed()


@periodic("payments.resend_refunds", cron="17 * * * *")
def resend_refunds() -> None:
    """Retry every hour the refunds whose job gave up, whose event was lost, or that no dispute blocks anymore."""
    for refund_id in refunds_to_release():
        release_refund(refund_id=refund_id)
    for refund_id in open_refunds():
        defer("payments.pay_refund", refund_id=refund_id)
    session.flush()
