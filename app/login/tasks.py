"""Background jobs of logging in."""

from app.core.jobs import periodic
from app.login import waits


@periodic("login.purge_waits", cron="17 * * * *")
def purge_waits() -> None:
    waits.purge()
