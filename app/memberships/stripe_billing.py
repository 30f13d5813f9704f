"""Memberships at Stripe Billing, with Stripe's own client."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import stripe

from app.memberships.enums import MembershipState
from app.memberships.gateway import GatewaySubscription, JoinPage, JoinRequest, PaidInvoice
from app.payments.stripe_calls import StripeCalls, fee_of, text, tries

STATES = {
    "active": MembershipState.ACTIVE,
    "trialing": MembershipState.ACTIVE,
    "past_due": MembershipState.PAST_DUE,
    "unpaid": MembershipState.PAST_DUE,
    "incomplete": MembershipState.JOINING,
}
# A member who is behind has at most as many open ones.
LATEST = 24


class StripeBilling:
    """Stripe's subscriptions.

    Source: Stripe's API reference (Prices, Checkout Sessions, Subscriptions, Invoices, Invoice Payments).
    """

    def __init__(self, calls: StripeCalls) -> None:
        self._v1 = calls.client.v1
        self._call = calls.call

    def make_price(self, *, key: str, name: str, cents: int, reference: str) -> str:
        params: Any = {
            "currency": "usd",
            "unit_amount": cents,
            "recurring": {"interval": "month"},
            "product_data": {"name": name},
            "metadata": {"offer": reference},
        }
        with self._call():
            return text(self._v1.prices.create(params, {"idempotency_key": key, **tries()}).id, 120)

    def open_page(self, request: JoinRequest) -> JoinPage:
        params: Any = {
            "mode": "subscription",
            "customer": request.customer_id,
            "client_reference_id": request.reference,
            "line_items": [{"price": request.price_id, "quantity": 1}],
            "success_url": request.success_url,
            "cancel_url": request.cancel_url,
            "expires_at": int(request.expires_at.timestamp()),
            "metadata": {"membership": request.reference},
            "subscription_data": {"metadata": {"membership": request.reference}},
        }
        with self._call():
            return _page(self._v1.checkout.sessions.create(params, {"idempotency_key": request.key, **tries()}))

    def page(self, session_id: str) -> JoinPage:
        with self._call():
            return _page(self._v1.checkout.sessions.retrieve(session_id, None, tries()))

    def subscription(self, subscription_id: str) -> GatewaySubscription:
        with self._call():
            return _subscription(self._v1.subscriptions.retrieve(subscription_id, None, tries()))

    def paid_invoices(self, subscription_id: str, *, known: Sequence[str]) -> Sequence[PaidInvoice]:
        with self._call():
            params: Any = {"subscription": subscription_id, "status": "paid", "limit": LATEST}
            fresh = [one for one in self._v1.invoices.list(params, tries()).data if one.id not in known]
            return [self._paid(one) for one in reversed(fresh) if one.amount_paid]

    def _paid(self, invoice: stripe.Invoice) -> PaidInvoice:
        payments = self._v1.invoice_payments.list({"invoice": text(invoice.id, 120), "status": "paid"}, tries()).data
        named = payments[0].payment.payment_intent
        intent_id = text(named.id if isinstance(named, stripe.PaymentIntent) else named, 120)
        expand: Any = {"expand": ["latest_charge.balance_transaction"]}
        intent = self._v1.payment_intents.retrieve(intent_id, expand, tries())
        charge = intent.latest_charge
        if not isinstance(charge, stripe.Charge):
            raise TypeError(f"payment {intent_id} has no charge")
        details = charge.payment_method_details
        card, moved = details.card if details else None, charge.balance_transaction
        lines = invoice.lines.data
        of = lines[0].pricing.price_details if lines[0].pricing else None
        return PaidInvoice(
            id=text(invoice.id, 120),
            price_id=text(_id(of.price) if of else None, 120),
            cents=invoice.amount_paid,
            period_ends_at=_time(max(line.period.end for line in lines)),
            paid_at=_time(charge.created),
            payment_intent_id=intent_id,
            charge_id=text(charge.id, 120),
            fee_cents=fee_of(moved),
            currency=text(invoice.currency, 3),
            card_brand=text(card.brand, 20) if card and card.brand else "",
            card_last4=text(card.last4, 4) if card and card.last4 else "",
        )

    def unpaid_page(self, subscription_id: str) -> str | None:
        params: Any = {"subscription": subscription_id, "status": "open", "limit": 1}
        with self._call():
            found = self._v1.invoices.list(params, tries()).data
        if not found or not found[0].hosted_invoice_url:
            return None
        self._update(subscription_id, payment_settings={"save_default_payment_method": "on_subscription"})
        return text(found[0].hosted_invoice_url, 2000)

    def set_price(self, subscription_id: str, *, price_id: str) -> None:
        with self._call():
            item = self._v1.subscriptions.retrieve(subscription_id, None, tries())["items"].data[0]
        self._update(subscription_id, items=[{"id": item.id, "price": price_id}], proration_behavior="none")

    def set_end(self, subscription_id: str, *, with_period: bool) -> None:
        self._update(subscription_id, cancel_at_period_end=with_period)

    def set_pause(self, subscription_id: str, *, paused: bool) -> None:
        self._update(subscription_id, pause_collection={"behavior": "void"} if paused else "")

    def _update(self, subscription_id: str, **changes: Any) -> None:
        params: Any = changes
        with self._call():
            self._v1.subscriptions.update(subscription_id, params, tries())


def _id(of: stripe.Price | str) -> str:
    return of if isinstance(of, str) else of.id


def _page(session: stripe.checkout.Session) -> JoinPage:
    started = session.subscription
    return JoinPage(
        id=text(session.id, 120),
        url=text(session.url or "", 2000),
        subscription_id=text(started.id if isinstance(started, stripe.Subscription) else started or "", 120),
        is_expired=session.status == "expired",
    )


def _subscription(found: stripe.Subscription) -> GatewaySubscription:
    item = found["items"].data[0]
    state = STATES.get(found.status, MembershipState.ENDED)
    if state is MembershipState.ACTIVE and found.pause_collection:
        state = MembershipState.PAUSED
    return GatewaySubscription(
        id=text(found.id, 120),
        reference=text(getattr(found.metadata, "membership", None), 14),
        state=state,
        price_id=text(item.price.id, 120),
        period_ends_at=_time(item.current_period_end),
        ends_with_period=found.cancel_at_period_end,
        ended_at=_time(found.ended_at) if found.ended_at else None,
    )


def _time(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
