"""Background work: expiring sessions, settling refunds, disputes and payouts, and deleting old idempotency keys."""

import logging
from threading import Event, Thread

from sandbox.stripe import idempotency, refunds, sessions
from sandbox.stripe.billing import cycle
from sandbox.stripe.connect import accounts, payouts, schedule
from sandbox.stripe.disputes import disputes
from sandbox.stripe.sandbox import Sandbox

EVERY = 1.0  # seconds
log = logging.getLogger(__name__)


def tick(box: Sandbox) -> None:
    """Do everything that is due by the sandbox's clock."""
    sessions.expire_due(box)
    refunds.settle_due(box)
    disputes.close_due(box)
    accounts.settle_due(box)
    cycle.run_due(box)
    payouts.settle_due(box)
    schedule.pay_due(box)
    idempotency.forget_old(box)


class Ticker:
    """A background thread that calls `tick` every second."""

    def __init__(self, box: Sandbox) -> None:
        self._box = box
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="ticker", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.wait(EVERY):
            try:
                tick(self._box)
            except Exception:
                log.exception("A tick of the sandbox failed; the next one tries again.")
