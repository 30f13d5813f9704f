"""Background jobs for bookings: completing them, and requests that no one answered."""

from app.bookings.actions.cancel import complete_finished
from app.bookings.actions.requests import expire_unanswered
from app.core.jobs import periodic


@periodic("bookings.complete_finished", cron="*/10 * * * *")
def close_finished() -> None:
    complete_finished()


@periodic("bookings.expire_unanswered", cron="* * * * *")
def expire_unanswered_requests() -> None:
    expire_unanswered()
