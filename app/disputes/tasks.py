"""Background jobs for disputes."""

from datetime import timedelta

from app.core import clock
from app.core.jobs import periodic, task
from app.disputes import gateway_flows
from app.disputes.actions.reading import read_soon
from app.disputes.queries.disputes import disputes_of_order, disputes_without_payment


@task("disputes.read")
def read(*, dispute_id: str) -> None:
    gateway_flows.read_dispute(dispute_id)


@task("disputes.read_again")
def read_again(*, order_id: int) -> None:
    """Read the disputes of an order again, because what the guest can use of it has changed."""
    for dispute_id in disputes_of_order(order_id):
        read_soon(dispute_id)


@task("disputes.look_for")
def look_for(*, refund_id: int) -> None:
    gateway_flows.look_for(refund_id)


@task("disputes.submit", retries=12)
def submit(*, dispute_id: int) -> None:
    gateway_flows.submit_evidence(dispute_id)


@periodic("disputes.read_unknown", cron="*/10 * * * *")
def read_unknown() -> None:
    """Read new disputes of unknown payments again: the payment may have arrived after them."""
    for dispute_id in disputes_without_payment(clock.now() - timedelta(days=1)):
        read_soon(dispute_id)


@periodic("disputes.read_all", cron="41 8 * * *")
def read_all() -> None:
    """Read every night the disputes that aren't settled, and those whose events were lost."""
    gateway_flows.read_all()
