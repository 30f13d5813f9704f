from app.core.jobs import defer, email_task, periodic, task
from app.email.mailer import send
from app.receipts import emails
from app.receipts.actions import issue_receipts
from app.receipts.queries import contents_of, orders_without_receipts, receipts_of

MOST_AT_ONCE = 2000


@task("receipts.issue")
def issue(*, order_id: int) -> None:
    issue_receipts(order_id=order_id)


@email_task("receipts.email")
def email(*, order_id: int, asked_at: int) -> None:
    receipts = receipts_of(order_id)
    if receipts:
        send(emails.receipts(contents_of(receipts), asked_at=asked_at))


@periodic("receipts.issue_missing", cron="41 * * * *")
def issue_missing() -> None:
    """Number the receipts of orders from before receipts had numbers, and of jobs that gave up."""
    for order_id in orders_without_receipts(limit=MOST_AT_ONCE):
        defer("receipts.issue", order_id=order_id)
