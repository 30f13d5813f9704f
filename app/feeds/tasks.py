"""People's own calendars, read again every quarter of an hour: one job each, so that one that hangs keeps none back."""

from app.feeds import conversations
from app.feeds.queries import due_feeds
from app.jobs import defer, periodic, task


@periodic("feeds.refresh", cron="*/5 * * * *")
def refresh() -> None:
    for feed_id in due_feeds():
        defer("feeds.read", lock=f"busy-feed:{feed_id}", feed_id=feed_id)


@task("feeds.read", retries=1)
def read(*, feed_id: int) -> None:
    conversations.read_again(feed_id)
