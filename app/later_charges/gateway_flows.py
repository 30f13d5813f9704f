"""Exchanges with the payment gateway about saved cards, each in named steps: read and store, call, store the response.

No transaction is open during a call, as in `payments.gateway_flows`.
"""

from datetime import timedelta

from app.bookings.models.orders import Order
from app.core import clock
from app.core.db import session
from app.core.ids import token
from app.core.settings import settings
from app.later_charges import actions
from app.payments.actions import OF_ACCOUNT
from app.payments.gateway import ChargeRequest, GatewayRefused, SessionRequest, gateway
from app.payments.gateway_flows import close_page, make_customer
from app.payments.models import Payment
from app.saved_cards.actions import keep_card, replace_card
from app.saved_cards.models import SavedCard
from app.tax_calculations.gateway_flows import calculate

PAGE_MINUTES = 31


def charge(order_id: int) -> None:
    """Charge the saved card for what an order charges later. Sent twice under one key, it is charged once.

    The gateway forgets a key after a day, so if an earlier attempt got no response, look for its charge first.
    """
    calculate(order_id)
    payment = actions.start_charge(order_id=order_id)
    if payment is None:
        return
    request, was_sent = request_for(payment), payment.session_expires_at < clock.now()
    session.commit()

    try:
        done = (gateway().find_charge(request) if was_sent else None) or gateway().charge_card(request)
    except GatewayRefused:
        actions.fail_charge(payment_id=payment.id)
        return

    actions.note_result(payment_id=payment.id, charge=done)


def waive(order_id: int) -> None:
    """End an open charge, and the page on which the guest may be paying it. A payment in the meantime stays."""
    actions.waive(order_id=order_id)
    session.commit()
    close_page(order_id)


def request_for(payment: Payment) -> ChargeRequest:
    """Build the request for a charge, always identical: a retry under one key must not differ at all."""
    return ChargeRequest(
        idempotency_key=payment.idempotency_key,
        reference=session.get_one(Order, payment.order_id).public_id,
        customer_id=payment.customer_id or "",
        payment_method_id=session.get_one(SavedCard, payment.card_id).payment_method_id,
        cents=payment.amount_cents,
    )


def detach(card_id: int) -> None:
    """Let the gateway forget a card that its owner removed or replaced."""
    method = session.get_one(SavedCard, card_id).payment_method_id
    session.commit()

    gateway().detach_card(method)


def open_card_page(user_id: int, *, email: str, replaces: str = "") -> str:
    """Return the address of a page that saves a card for an account, in place of another one if `replaces` names it."""
    customer_id = make_customer(user_id)
    back = f"{settings().base_url}/account/cards"
    request = SessionRequest(
        idempotency_key=token(),
        reference=f"{OF_ACCOUNT}{user_id}",
        email=email,
        lines=(),
        expires_at=clock.now() + timedelta(minutes=PAGE_MINUTES),
        success_url=f"{back}/saved?session={{CHECKOUT_SESSION_ID}}&replaces={replaces}",
        cancel_url=back,
        customer_id=customer_id,
    )
    session.commit()

    return gateway().open_session(request).url or back


def keep_new_card(user_id: int, session_id: str, *, replaces: str = "") -> SavedCard | None:
    """Save the card that was entered on a page, if the page is the account's own. None if no card was saved there."""
    customer_id = make_customer(user_id)
    session.commit()

    seen = gateway().session(session_id)

    if not seen.saved or seen.card is None or seen.customer_id != customer_id or seen.livemode != gateway().livemode:
        return None
    card = keep_card(user_id=user_id, details=seen.card)
    if replaces:
        replace_card(user_id=user_id, key=replaces, by=card)
    return card
