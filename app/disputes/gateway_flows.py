"""Exchanges with the gateway about disputes, each in named steps: read and store, call, store the response.

No transaction is open during a call: each flow runs `session.commit()` before it. The last step is left to the caller's
own commit.
"""

from datetime import timedelta

from app.core import clock
from app.core.db import session
from app.disputes.actions import evidence, reading
from app.disputes.gateway import dispute_gateway
from app.disputes.queries.disputes import known_disputes, open_disputes
from app.payments.enums import Problem
from app.payments.gateway import GatewayRefused, NotInDollars
from app.payments.problems import note_problem
from app.payments.queries import payment_of_refund

# How far back the nightly job looks for disputes whose events were lost.
LOOK_BACK = timedelta(days=30)


def read_dispute(dispute_id: str) -> None:
    """Read a dispute: events say that it changed, and are never trusted for how.

    One that isn't in dollars is only noted, for admins.
    """
    asked_at = clock.now()
    session.commit()

    try:
        seen = dispute_gateway().dispute(dispute_id)
    except NotInDollars:
        note_problem(Problem.FOREIGN_DISPUTE, about=dispute_id)
        return

    reading.note_dispute(seen=seen, asked_at=asked_at)


def look_for(refund_id: int) -> None:
    """Read all disputes of a refund's payment, because Stripe refused the refund and named a dispute as the reason.

    If we know them all, waiting would not help, so the refund fails.
    """
    asked_at, payment = clock.now(), payment_of_refund(refund_id)
    if payment is None or payment.payment_intent_id is None:
        return
    session.commit()

    found = dispute_gateway().disputes_of(payment.payment_intent_id)

    changed = [reading.note_dispute(seen=seen, asked_at=asked_at) for seen in found]
    if not any(changed):
        reading.fail_refused(refund_id=refund_id)


def read_all() -> None:
    """Defer a job for each dispute that isn't settled, and for those whose events never arrived."""
    since = clock.now() - LOOK_BACK
    session.commit()

    found = dispute_gateway().disputes_since(since)

    known = known_disputes(found)
    for dispute_id in dict.fromkeys([*open_disputes(), *(one for one in found if one not in known)]):
        reading.read_soon(dispute_id)


def submit_evidence(dispute_id: int) -> None:
    """Submit the evidence of a dispute, once.

    The gateway forgets a key after a day, so look first whether an earlier attempt without a response was successful.
    """
    request = evidence.request_of(dispute_id=dispute_id)
    if request is None:
        return
    session.commit()

    try:
        was_submitted = dispute_gateway().dispute(request.stripe_id).has_submitted
        if not was_submitted:
            dispute_gateway().submit(request.stripe_id, request.texts, key=request.key, reference=request.reference)
    except GatewayRefused as problem:
        evidence.note_refusal(dispute_id=dispute_id, why=problem.message)
        return

    evidence.note_submitted(dispute_id=dispute_id)
    reading.read_soon(request.stripe_id)
