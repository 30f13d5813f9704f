"""Read the calendars of other programs, one job for each calendar; feeds.actions says how many at once."""

from app.feeds import feed_updates
from app.feeds.actions import schedule_reading
from app.feeds.queries import due_feeds
from app.jobs import periodic, planned, task


@periodic("feeds.refresh", cron="*/5 * * * *")
def refresh() -> None:
    waiting = planned("feeds.read", argument="feed_id")
    for feed_id, venue_id in due_feeds():
        if feed_id not in waiting:
            schedule_reading(feed_id=feed_id, venue_id=venue_id)


@task("feeds.read", retries=1)
def read(*, feed_id: int) -> None:
    feed_updates.read_again(feed_id)
