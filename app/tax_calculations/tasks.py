"""Background jobs for Stripe Tax."""

from app.core.jobs import periodic
from app.tax_calculations import gateway_flows


@periodic("tax_calculations.report", cron="*/10 * * * *")
def report() -> None:
    """Tell Stripe Tax which calculations were paid, and what was refunded of them."""
    gateway_flows.report()
