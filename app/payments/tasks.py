"""Payments in the background: refunds, card details, and holds that end."""

from app.db import session
from app.jobs import defer, periodic, task
from app.payments import conversations
from app.payments.queries import unsent_refunds


@task("payments.pay_refund")
def pay_refund(*, refund_id: int) -> None:
    conversations.pay_refund(refund_id)


@task("payments.read_card")
def read_card(*, order_id: int) -> None:
    conversations.read_card(order_id)


@periodic("payments.close_lapsed", cron="* * * * *")
def close_lapsed() -> None:
    """Each minute: a webhook that was lost for good is made up for before a hold is given up."""
    conversations.close_lapsed()


@periodic("payments.resend_refunds", cron="17 * * * *")
def resend_refunds() -> None:
    """Each hour: refunds whose job gave up are tried again."""
    for refund_id in unsent_refunds():
        defer("payments.pay_refund", refund_id=refund_id)
    session.flush()
