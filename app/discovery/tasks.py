from collections.abc import Collection
from datetime import timedelta

from app import clock
from app.catalog.category_admin import REINDEX as REINDEX_CATEGORY
from app.catalog.category_admin import venues_with
from app.deals.actions.ending import REFRESH
from app.discovery import actions
from app.jobs import defer, is_waiting, periodic, task
from app.venues.actions.tags import REINDEX as REINDEX_TAG
from app.venues.actions.tags import venues_with_tag
from app.waitlist.actions import on_slot_freed

NIGHT = timedelta(hours=2)
SOON = timedelta(minutes=2)
# Venues whose jobs are deferred in one transaction.
AT_ONCE = 200


REINDEX = "discovery.reindex"


@task(REINDEX)
def reindex(venue_id: int) -> None:
    """Once for many changes that came together: every change defers a job, and the last of them does the work. Whoever
    waits for a place there is thought of here, too, so that the change itself need not."""
    if not is_waiting(REINDEX, lock=lock_of(venue_id)):
        on_slot_freed(venue_id)
        actions.reindex(venue_ids=[venue_id])


@periodic("discovery.refresh", cron="30 9 * * *")
def refresh() -> None:
    """After midnight in all of the USA but Hawaii: every venue again, spread over the night. What search knows of the
    coming days ages even when nobody changes anything."""
    spread(NIGHT)


@task(REFRESH)
def refresh_now() -> None:
    """A deal of the platform begins or ends: every venue again, over some minutes."""
    spread(SOON)


def spread(over: timedelta) -> None:
    venue_ids, now = actions.all_venue_ids(), clock.now()
    for position, venue_id in enumerate(venue_ids):
        at = now + over * position / len(venue_ids)
        defer(REINDEX, lock=lock_of(venue_id), at=at, venue_id=venue_id)


@periodic("discovery.catch_up", cron="* * * * *")
def catch_up() -> None:
    """What the search engine missed while it was down, each minute until it has it."""
    actions.catch_up()


@task(REINDEX_CATEGORY)
def reindex_category(category_id: int, after: int = 0) -> None:
    """The venues that are, or sell, something of a category: so many now, and the rest by a job of their own."""
    venue_ids = venues_with(category_id, after=after, most=AT_ONCE)
    again(venue_ids)
    if len(venue_ids) == AT_ONCE:
        defer(REINDEX_CATEGORY, category_id=category_id, after=venue_ids[-1])


@task(REINDEX_TAG)
def reindex_tag(tag_id: int, after: int = 0) -> None:
    """The venues that have a tag, in the same way."""
    venue_ids = venues_with_tag(tag_id, after=after, most=AT_ONCE)
    again(venue_ids)
    if len(venue_ids) == AT_ONCE:
        defer(REINDEX_TAG, tag_id=tag_id, after=venue_ids[-1])


def again(venue_ids: Collection[int]) -> None:
    """Have search look at these venues again."""
    for venue_id in venue_ids:
        defer(REINDEX, lock=lock_of(venue_id), venue_id=venue_id)


def lock_of(venue_id: int) -> str:
    return f"venue:{venue_id}"
