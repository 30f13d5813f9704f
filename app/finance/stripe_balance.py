"""Our balance at Stripe, with Stripe's own client."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import stripe
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from stripe.params import BalanceTransactionListParams

from app.finance.gateway import Balance, MadePayout, Movement, MovementPage
from app.payments.stripe_calls import StripeCalls, text, tries

SLOW = lazy_gettext("Stripe is slow right now, and nothing was changed. Try again in a minute.")
PAGE = 100
# The keys of our metadata that identify an object.
REFERENCES = ("bank_payout", "reversal", "transfer", "booking", "order")


class StripeBalance:
    """Our balance at Stripe, its transactions, and payouts to our bank.

    Source: Stripe's API reference (Balance, Balance Transactions, Payouts).
    """

    def __init__(self, calls: StripeCalls) -> None:
        self._calls = calls
        self._v1 = calls.client.v1

    def balance(self) -> Balance:
        with self._call():
            found = self._v1.balance.retrieve(None, tries())
        available = sum(each.amount for each in found.available if each.currency == "usd")
        return Balance(available, sum(each.amount for each in found.pending if each.currency == "usd"))

    def movements(self, *, since: datetime | None, after: str | None) -> MovementPage:
        wanted: BalanceTransactionListParams = {"limit": PAGE, "expand": ["data.source"]}
        if since is not None:
            wanted["created"] = {"gte": int(since.timestamp())}
        if after is not None:
            wanted["starting_after"] = after
        with self._call():
            found = self._v1.balance_transactions.list(wanted, tries())
        return MovementPage([_movement(each) for each in found.data], found.has_more)

    def pay_out(self, *, cents: int, key: str, reference: str) -> MadePayout:
        with self._call():
            made = self._v1.payouts.create(
                {
                    "amount": cents,
                    "currency": "usd",
                    "description": _("CozyWish payout %(number)s", number=reference),
                    "metadata": {"bank_payout": reference},
                },
                {"idempotency_key": key, **tries()},
            )
        return _payout(made)

    def find_payout(self, *, since: datetime, reference: str) -> MadePayout | None:
        with self._call():
            made = self._v1.payouts.list({"created": {"gte": int(since.timestamp())}, "limit": PAGE}, tries())
            for each in made.auto_paging_iter():
                if _metadata(each).get("bank_payout") == reference:
                    return _payout(each)
        return None

    @contextmanager
    def _call(self) -> Iterator[None]:
        with self._calls.call(slow=SLOW):
            yield


def _payout(payout: stripe.Payout) -> MadePayout:
    return MadePayout(text(payout.id, 80), datetime.fromtimestamp(payout.arrival_date, UTC).date())


def _movement(moved: stripe.BalanceTransaction) -> Movement:
    source: Any = moved.source
    metadata = _metadata(source)
    intent = getattr(source, "payment_intent", None)
    return Movement(
        id=text(moved.id, 80),
        kind=text(moved.type, 60),
        source_id=text(source if source is None or isinstance(source, str) else source.id, 120),
        currency=text(moved.currency, 3),
        amount=moved.amount,
        fee=moved.fee,
        at=datetime.fromtimestamp(moved.created, UTC),
        intent_id=text(intent if intent is None or isinstance(intent, str) else intent.id, 120),
        reference=next((text(metadata[key], 120) for key in REFERENCES if key in metadata), ""),
        failure=text(getattr(source, "failure_reason", None) or getattr(source, "failure_code", None), 300),
    )


def _metadata(source: Any) -> dict[str, Any]:
    """Return our metadata of an object, if Stripe showed more of it than its id."""
    return (source.to_dict().get("metadata") or {}) if isinstance(source, stripe.StripeObject) else {}
