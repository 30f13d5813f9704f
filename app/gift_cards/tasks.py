"""Background jobs of gift cards: their delivery and their emails."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.bookings.queries.refunds import refund_of
from app.core.db import session
from app.core.jobs import email_task
from app.email.mailer import send
from app.gift_cards import actions, emails
from app.gift_cards.card import card_pdf
from app.gift_cards.models import GiftCard
from app.payments.copy import card as card_words
from app.payments.queries import paid_payment


@email_task("gift_cards.deliver")
def deliver(*, order_id: int, delivery: int) -> None:
    """Deliver a card with the code of this delivery, unless it was redeemed or refunded in the meantime."""
    made = actions.deliver(order_id=order_id, delivery=delivery)
    if made is not None:
        card, code = made
        send(emails.delivered(_card(card.order_id), code, card_pdf(card, code)))


@email_task("gift_cards.email_bought")
def email_bought(*, order_id: int) -> None:
    send(emails.bought(_card(order_id)))


@email_task("gift_cards.email_refunded")
def email_refunded(*, refund_id: int) -> None:
    refund = refund_of(refund_id)
    paid_with = card_words(paid_payment(refund.order_id))
    send(emails.refunded(_card(refund.order_id), refund, paid_with=paid_with))


def _card(order_id: int) -> GiftCard:
    return session.scalars(
        select(GiftCard).where(GiftCard.order_id == order_id).options(joinedload(GiftCard.order))
    ).one()
