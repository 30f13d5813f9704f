"""Jobs that read the calendars of other programs, one per calendar; calendar_sync.actions limits how many run at
once."""

from app.calendar_sync import feed_updates
from app.calendar_sync.actions import schedule_reading
from app.calendar_sync.queries import due_feeds
from app.core.jobs import periodic, planned, task


@periodic("calendar_sync.refresh", cron="*/5 * * * *")
def refresh() -> None:
    waiting = planned("calendar_sync.read", argument="feed_id")
    for feed_id, venue_id in due_feeds():
        if feed_id not in waiting:
            schedule_reading(feed_id=feed_id, venue_id=venue_id)


@task("calendar_sync.read", retries=1)
def read(*, feed_id: int) -> None:
    feed_updates.read_again(feed_id)
