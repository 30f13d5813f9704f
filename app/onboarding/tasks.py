"""The removal of deleted venues that can no longer be restored."""

from app.core.jobs import periodic
from app.onboarding.actions import forget_deleted


@periodic("onboarding.forget_deleted", cron="20 9 * * *")
def forget_deleted_venues() -> None:
    forget_deleted()
