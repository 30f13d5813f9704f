"""What the demo's guests paid, got back, and disputed, told to Stripe's stand-in, which wasn't asked at the time.

Without it, a comparison with Stripe would find each of them only in the ledger. A real Stripe account can't be told.
"""

import json
from collections.abc import Iterator, Sequence
from time import monotonic, sleep
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from sqlalchemy import select

from app.bookings.models.refunds import Refund
from app.core.db import session
from app.demo.disputes import told
from app.disputes.enums import DisputeStatus
from app.disputes.models import Dispute
from app.payments.models import Payment

PREFIX = "demo_"
# How long a stand-in that was started just now may take to answer, in seconds.
PATIENCE = 30
AGAIN = 0.1

Past = dict[str, str | int]


def history() -> Sequence[Past]:
    """Return the demo's payments, refunds, and disputes as the stand-in takes them. Three statements."""
    intent = Payment.payment_intent_id
    paid = session.execute(select(intent, Payment.paid_at).where(intent.startswith(f"pi_{PREFIX}", autoescape=True)))
    found: list[Past] = [{"at": int(at.timestamp()), "payment_intent": number} for number, at in paid if at and number]
    refunded = session.execute(
        select(intent, Refund.stripe_id, Refund.amount_cents, Refund.ended_at)
        .join(Payment, Payment.order_id == Refund.order_id)
        .where(
            Refund.stripe_id.startswith(f"re_{PREFIX}", autoescape=True),
            intent.startswith(f"pi_{PREFIX}", autoescape=True),
        )
    )
    found += [
        {"at": int(at.timestamp()), "payment_intent": number, "refund": refund, "cents": cents}
        for number, refund, cents, at in refunded
        if number and refund and at
    ]
    return [*found, *(step for made in told() for step in _steps(made))]


def _steps(made: Dispute) -> Iterator[Past]:
    """Yield what happened to a dispute: opened, answered, decided."""
    opened = DisputeStatus.NEEDS_RESPONSE if made.withdrawn_cents else DisputeStatus.INQUIRY_NEEDS_RESPONSE
    sent = made.evidence.submitted_at if made.evidence else None
    for status, at in ((opened, made.opened_at), (DisputeStatus.UNDER_REVIEW, sent), (made.status, made.settled_at)):
        if at:
            yield {
                "at": int(at.timestamp()),
                "payment_intent": made.payment_intent_id,
                "dispute": made.stripe_id,
                "status": status.value,
                "reason": made.reason,
                "cents": made.amount_cents,
            }


def tell(url: str) -> None:
    """Tell the stand-in at `url` what it doesn't know yet. Raises OSError if it doesn't answer."""
    body = json.dumps({"past": history()}).encode()
    session.rollback()
    request = Request(f"{url}/_sandbox/history", body, {"Content-Type": "application/json"})  # noqa: S310
    until = monotonic() + PATIENCE
    while True:
        try:
            with urlopen(request, timeout=PATIENCE):  # noqa: S310
                return
        except HTTPError:
            raise
        except URLError:
            if monotonic() > until:
                raise
            sleep(AGAIN)
