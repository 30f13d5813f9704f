"""Bookings in the background."""

from app.bookings.actions import complete_finished
from app.jobs import periodic


@periodic("bookings.complete_finished", cron="*/10 * * * *")
def close_finished() -> None:
    complete_finished()
