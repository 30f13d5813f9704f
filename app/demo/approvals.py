"""Work that is waiting for an admin: new venues (one with changes requested before), changes to live ones, a deal."""

from collections.abc import Sequence
from datetime import timedelta

from app.accounts.models import User
from app.accounts.queries.users import admins, user_of_id
from app.core import clock
from app.deals.actions.drafts import create_deal
from app.deals.enums import DealKind
from app.deals.windows import Window
from app.demo.tables import DemoVenue
from app.demo.venues import World, add_parts
from app.onboarding.queries import facts_of
from app.venues.actions.edit import Basics, edit_basics
from app.venues.actions.review import request_changes, submit_venue
from app.venues.enums import ChangeReason
from app.venues.models import Submission, Venue
from app.venues.queries import tags_of, venue_of

NOTE = "Lovely light in the photos. Please take “the best nails in Colorado” out of the text; the rest is ready to go."
BEFORE = "Three chairs, good light and the best nails in Colorado. Natural nails first, gel when you want it."
# How many hours ago each was submitted, in the order of the table.
WAITED = (5, 9, 26)
MOST_NAMES = 2


def add_waiting(world: World, places: Sequence[DemoVenue], live: Sequence[Venue]) -> dict[str, Venue]:
    """Add new venues, returned by name in the order of the table, and changes that some of the live ones propose."""
    made = {place.name: add_parts(world, place, number) for number, place in enumerate(places)}
    for venue, hours in zip(made.values(), WAITED, strict=True):
        with clock.pinned(clock.now() - timedelta(hours=hours)):
            if venue.name == places[-1].name:
                with_changes_requested(venue)
            submit_listing(venue)
    ask_for_changes(live)
    return made


def submit_listing(venue: Venue) -> Submission:
    owner = owner_of(venue)
    whole = venue_of(owner)
    return submit_venue(venue=whole, by=owner, facts=facts_of(whole))


def with_changes_requested(venue: Venue) -> None:
    """Submit a venue, and send it back with requested changes two days before it is submitted again."""
    mended = venue.summary
    describe(venue, BEFORE)
    with clock.pinned(clock.now() - timedelta(days=2)):
        submission = submit_listing(venue)
        request_changes(submission=submission, by=admins()[0], reason=ChangeReason.OTHER, note=NOTE, part="About")
    describe(venue, mended)


def ask_for_changes(live: Sequence[Venue]) -> None:
    """Propose changes to the last of the demo's venues, which no guided tour starts with."""
    for number, venue in enumerate(reversed(live[2:])):
        with clock.pinned(clock.now() - timedelta(hours=3 + 8 * number)):
            if number < MOST_NAMES:
                rename(venue, f"{venue.name} {('House', 'Rooms')[number]}")
            elif number == MOST_NAMES:
                propose_a_deal(venue)
                return


def describe(venue: Venue, summary: str) -> None:
    edit(venue, venue.name, summary)


def rename(venue: Venue, name: str) -> None:
    edit(venue, name, venue.summary)


def edit(venue: Venue, name: str, summary: str) -> None:
    whole = venue_of(owner_of(venue))
    edit_basics(venue=whole, basics=Basics(name, whole.category, whole.type, summary, whole.phone, tags_of(whole)))


def propose_a_deal(venue: Venue) -> None:
    create_deal(
        venue=venue,
        title="Slow Wednesdays",
        kind=DealKind.PERCENT,
        amount=25,
        valid_from=clock.now(),
        windows=[Window(weekday=2, opens=11 * 60, closes=15 * 60)],
    )


def owner_of(venue: Venue) -> User:
    return user_of_id(venue.owner_id)
