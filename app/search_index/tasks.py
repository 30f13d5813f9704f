from collections.abc import Collection
from datetime import timedelta

from app.core import clock
from app.core.jobs import defer, is_waiting, periodic, task
from app.search_index import actions
from app.taxonomy.actions.categories import REFRESH
from app.taxonomy.actions.categories import REINDEX as REINDEX_CATEGORY
from app.taxonomy.actions.tags import REINDEX as REINDEX_TAG
from app.taxonomy.queries import venues_with, venues_with_tag
from app.waitlist.actions.openings import on_slot_freed

NIGHT = timedelta(hours=2)
SOON = timedelta(minutes=2)
# The number of venues whose jobs are deferred in one transaction.
AT_ONCE = 200


REINDEX = "search_index.reindex"


@task(REINDEX)
def reindex(venue_id: int) -> None:
    """Reindex a venue once for many simultaneous changes: every change defers a job, and the last job does the work. It
    also checks the venue's waitlist, so that the change itself need not."""
    if not is_waiting(REINDEX, lock=lock_of(venue_id)):
        on_slot_freed(venue_id)
        actions.reindex(venue_ids=[venue_id])


@periodic("search_index.refresh", cron="30 9 * * *")
def refresh() -> None:
    """Reindex every venue, spread over the night, starting after midnight in all of the USA but Hawaii. The indexed
    availability goes stale even when nothing changes."""
    spread(NIGHT)


@task(REFRESH)
def refresh_now() -> None:
    """Reindex every venue over a few minutes, because of a sitewide deal, or a category that titles may name."""
    spread(SOON)


def spread(over: timedelta) -> None:
    venue_ids, now = actions.all_venue_ids(), clock.now()
    for position, venue_id in enumerate(venue_ids):
        at = now + over * position / len(venue_ids)
        defer(REINDEX, lock=lock_of(venue_id), at=at, venue_id=venue_id)


@periodic("search_index.catch_up", cron="* * * * *")
def catch_up() -> None:
    """Index what the search engine missed while it was down; tried every minute until it succeeds."""
    actions.catch_up()


@task(REINDEX_CATEGORY)
def reindex_category(category_id: int, after: int = 0) -> None:
    """Reindex the venues in a category or with services in it, AT_ONCE per job; the rest get another job."""
    venue_ids = venues_with(category_id, after=after, most=AT_ONCE)
    again(venue_ids)
    if len(venue_ids) == AT_ONCE:
        defer(REINDEX_CATEGORY, category_id=category_id, after=venue_ids[-1])


@task(REINDEX_TAG)
def reindex_tag(tag_id: int, after: int = 0) -> None:
    """Reindex the venues with a tag, in the same way."""
    venue_ids = venues_with_tag(tag_id, after=after, most=AT_ONCE)
    again(venue_ids)
    if len(venue_ids) == AT_ONCE:
        defer(REINDEX_TAG, tag_id=tag_id, after=venue_ids[-1])


def again(venue_ids: Collection[int]) -> None:
    """Defer a job for each of these venues that reindexes it."""
    for venue_id in venue_ids:
        defer(REINDEX, lock=lock_of(venue_id), venue_id=venue_id)


def lock_of(venue_id: int) -> str:
    return f"venue:{venue_id}"
