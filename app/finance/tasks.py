"""Background jobs for our own money."""

from datetime import timedelta

from app.core import clock
from app.core.jobs import periodic, task
from app.finance import gateway_flows
from app.finance.actions.reconciliation import defer_reconciling
from app.finance.queries.months import last_run

# A job that runs again right after it ended has nothing to do.
REPEATED = timedelta(minutes=1)


@task("finance.reconcile")
def reconcile() -> None:
    """Compare the ledger with Stripe. What one job doesn't read is left to the next."""
    run = last_run()
    if run and run.finished_at and run.finished_at > clock.now() - REPEATED:
        return
    if not gateway_flows.reconcile():
        defer_reconciling()


@periodic("finance.reconcile_nightly", cron="41 9 * * *")
def reconcile_nightly() -> None:
    defer_reconciling()


@task("finance.send_payout")
def send_payout(*, payout_id: int) -> None:
    gateway_flows.send_payout(payout_id)
