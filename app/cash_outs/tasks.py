"""Background jobs of cash-outs."""

from app.cash_outs import emails
from app.cash_outs.queries import cash_out_of_id
from app.core.jobs import email_task
from app.email.mailer import send


@email_task("cash_outs.email_decided")
def email_decided(*, cash_out_id: int) -> None:
    found = cash_out_of_id(cash_out_id)
    send(emails.decided(found.cash_out, found.guest))
