from datetime import timedelta

from app import clock
from app.discovery import actions
from app.jobs import defer, periodic, task

NIGHT = timedelta(hours=2)


@task("discovery.reindex")
def reindex(venue_id: int) -> None:
    actions.reindex(venue_ids=[venue_id])


@periodic("discovery.refresh", cron="30 9 * * *")
def refresh() -> None:
    """After midnight in all of the USA but Hawaii: every venue again, spread over the night. What search knows of the
    coming days ages even when nobody changes anything."""
    venue_ids, now = actions.all_venue_ids(), clock.now()
    for position, venue_id in enumerate(venue_ids):
        at = now + NIGHT * position / len(venue_ids)
        defer("discovery.reindex", lock=f"venue:{venue_id}", at=at, venue_id=venue_id)
