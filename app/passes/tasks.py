"""Background jobs of passes."""

from app.core.jobs import periodic
from app.passes.actions import expire_passes


@periodic("passes.expire", cron="17 * * * *")
def expire() -> None:
    """Expire every hour what guests haven't used in time."""
    expire_passes()
