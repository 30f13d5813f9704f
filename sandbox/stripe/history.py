"""What the demo's guests paid, got back, and disputed before this sandbox heard of it, told all at once.

Nobody gets events.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sandbox.stripe import earlier_payments, ledger, objects, refunds
from sandbox.stripe.disputes import earlier
from sandbox.stripe.params import CreateRefund
from sandbox.stripe.sandbox import Sandbox
from sandbox.stripe.store import Record


@dataclass(frozen=True, slots=True)
class Past:
    """A payment by its demo id, a refund of so many cents of it, or a new status of a dispute about so many cents.

    `at` is in seconds since 1970.
    """

    at: int
    payment_intent: str
    refund: str = ""
    cents: int = 0
    dispute: str = ""
    status: str = ""
    reason: str = ""


def tell(box: Sandbox, told: Sequence[Past]) -> int:
    """Add what isn't known yet, and return how much that was.

    Balance transactions are listed by time, and who has read them up to a time reads only later ones. What is older
    than the newest is therefore dated now.
    """
    added = 0
    for past in sorted(told, key=lambda each: (each.at, each.refund)):
        if _is_known(box, past):
            continue
        now = box.clock.now()
        with box.clock.at(min(past.at, now) if past.at >= ledger.newest(box) else now):
            if past.refund:
                _refund(box, past)
            elif past.dispute:
                _dispute(box, past)
            else:
                earlier_payments.add(box, past.payment_intent)
        added += 1
    return added


def _is_known(box: Sandbox, past: Past) -> bool:
    if past.refund:
        return box.store.get(refunds.KIND, past.refund) is not None
    if past.dispute:
        return earlier.is_known(box, past.dispute, past.status)
    return not earlier_payments.is_unknown(box, past.payment_intent)


def _charge(box: Sandbox, past: Past) -> Record:
    intent = box.record("payment_intent", past.payment_intent, param="payment_intent").body
    return box.record("charge", intent["latest_charge"], param="charge")


def _dispute(box: Sandbox, past: Past) -> None:
    about = {"status": past.status, "reason": past.reason}
    earlier.tell(box, _charge(box, past), past.dispute, cents=past.cents, at=past.at, **about)


def _refund(box: Sandbox, past: Past) -> None:
    charge = _charge(box, past)
    params = CreateRefund(payment_intent=past.payment_intent, amount=past.cents)
    body = objects.refund(params, charge.body, amount=past.cents, status="succeeded", at=box.clock.now())
    body["id"] = past.refund
    refunds.enter(box, Record(body), charge)
