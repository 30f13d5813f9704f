from app.bookings.models.orders import Order
from app.bookings.queries.refunds import refund_of
from app.core.db import session
from app.core.jobs import email_task, periodic
from app.email.mailer import send
from app.invoices import emails
from app.invoices.actions import issue_invoices, remind_owners
from app.invoices.queries import lines_of, payable_now, standing_of
from app.payments.copy import card
from app.payments.queries import paid_payment


@periodic("invoices.issue_all", cron="7 10 * * *")
def issue_all() -> None:
    """Send invoices every night for what venues have owed us for long."""
    issue_invoices()


@email_task("invoices.email")
def email(*, invoice_id: int) -> None:
    standing = standing_of(invoice_id)
    send(emails.issued(standing, lines_of(standing.invoice)))


@periodic("invoices.remind_all", cron="27 16 * * *")
def remind_all() -> None:
    """Remind owners every morning of invoices that are due."""
    remind_owners()


@email_task("invoices.email_reminder")
def email_reminder(*, invoice_id: int, days: int) -> None:
    """Remind an owner, unless the invoice was settled in the meantime, or transfers cover it."""
    standing = standing_of(invoice_id)
    if payable_now(standing.invoice.venue_id, [standing]):
        send(emails.reminder(standing, lines_of(standing.invoice), days))


@email_task("invoices.email_refunded")
def email_refunded(*, refund_id: int) -> None:
    refund = refund_of(refund_id)
    order = session.get_one(Order, refund.order_id)
    send(emails.refunded(refund, order, card=card(paid_payment(order.id))))
