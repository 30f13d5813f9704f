from app.bookings.queries.orders import load_order
from app.core.jobs import email_task
from app.email.mailer import send
from app.payments.copy import card
from app.payments.queries import paid_payment
from app.receipts.attached import with_receipts
from app.tips import emails
from app.tips.queries import tipped_booking


@email_task("tips.email_received")
def email_received(*, order_id: int) -> None:
    """Confirm a tip. A guest at the front desk may have no email address."""
    order = load_order(order_id)
    if not order.email:
        return
    mail = emails.received(order, tipped_booking(order), card=card(paid_payment(order_id)))
    send(with_receipts(mail, order_id=order_id))
