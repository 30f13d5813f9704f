"""Background jobs of login with Google and Apple."""

from app.core.jobs import periodic
from app.identities.actions import forget_attempts


@periodic("identities.forget_attempts", cron="*/10 * * * *")
def forget_old_attempts() -> None:
    forget_attempts()
