"""Exchanges with the gateway about our own balance, each in named steps: read and store, call, store the response.

No transaction is open during a call: each flow runs `session.commit()` before it. The last step is left to the caller's
own commit.
"""

from collections.abc import Callable
from datetime import timedelta

from flask_babel import gettext as _

from app.core.db import session
from app.core.errors import DomainError
from app.core.logs import log
from app.finance.actions import payouts, reconciliation
from app.finance.enums import BankPayoutState
from app.finance.gateway import Balance, balance_gateway
from app.finance.models import BankPayout, StripeTransaction
from app.finance.queries.healing import (
    orders_of_charge,
    refunds_underway,
    reversal_underway,
    transfer_underway,
)
from app.finance.queries.matching import CHARGES, unmatched
from app.payments import gateway_flows as payments
from app.payments.gateway import GatewayRefused
from app.payouts import gateway_flows as transfers

# How many pages of Stripe's list one job reads, and how many movements it tries to explain by reading their objects.
MOST_PAGES = 50
MOST_HEALED = 100
# How long before a payout was requested Stripe's clock may say that it was made.
CLOCK_SKEW = timedelta(hours=1)


def balance() -> Balance:
    """Return our balance at Stripe now."""
    session.commit()
    return balance_gateway().balance()


def reconcile() -> bool:
    """Read what Stripe moved since the last comparison, and compare it. Returns False if there is more to read.

    Each page is committed with the place where the next one begins, so an interrupted job continues there.
    """
    run = reconciliation.start_run()
    run_id, since, cursor = run.id, run.since, run.cursor
    session.commit()

    for _page in range(MOST_PAGES):
        page = balance_gateway().movements(since=since, after=cursor)
        reconciliation.note_page(run_id=run_id, movements=page.movements)
        session.commit()
        if not page.has_more:
            break
        cursor = page.movements[-1].id
    else:
        return False

    heal()
    reconciliation.compare()
    seen = balance()
    reconciliation.finish_run(run_id=run_id, balance=seen)
    return True


def heal() -> None:
    """Read the objects of movements that the ledger lacks, in case an event or a response was lost."""
    steps = [step for moved in unmatched(limit=MOST_HEALED) for step in _steps(moved)]
    session.commit()

    for read, number in steps:
        try:
            read(number)
            session.commit()
        except DomainError as problem:
            session.rollback()
            log.warning("a movement at Stripe stays unexplained", about=number, problem=problem.message)


def _steps(moved: StripeTransaction) -> list[tuple[Callable[[int], None], int]]:
    """Return what may bring our records up to date with a movement: a flow that looks at Stripe first, for a record."""
    if moved.kind in CHARGES:
        return [(payments.read_pages, order_id) for order_id in orders_of_charge(moved)]
    if moved.kind == "refund":
        return [(payments.pay_refund, refund_id) for refund_id in refunds_underway(moved)]
    if moved.kind == "transfer":
        return [(transfers.send_transfer, transfer_id) for transfer_id in transfer_underway(moved)]
    if moved.kind == "transfer_refund":
        return [(transfers.send_reversal, reversal_id) for reversal_id in reversal_underway(moved)]
    return []


def send_payout(payout_id: int) -> None:
    """Send a payout to our bank that is due. Sent twice under one key, it is made once.

    The gateway forgets a key after a day, so if an earlier attempt got no response, look for its payout first.
    """
    state = session.get_one(BankPayout, payout_id).state
    if state is BankPayoutState.DUE:
        available = balance().available
        if payouts.missing_cents(payout_id=payout_id, available=available):
            payouts.refuse_payout(payout_id=payout_id, why=_("Less was available at Stripe and ours when it was sent."))
            return
    payout = payouts.start_payout(payout_id=payout_id)
    if payout is None:
        return
    cents, key, reference = payout.amount_cents, payout.idempotency_key, payout.public_id
    since, was_sent = payout.created_at - CLOCK_SKEW, state is BankPayoutState.SENT
    session.commit()

    try:
        found = balance_gateway().find_payout(since=since, reference=reference) if was_sent else None
        made = found or balance_gateway().pay_out(cents=cents, key=key, reference=reference)
    except GatewayRefused as problem:
        payouts.refuse_payout(payout_id=payout_id, why=problem.message)
        return

    payouts.note_payout(payout_id=payout_id, made=made)
