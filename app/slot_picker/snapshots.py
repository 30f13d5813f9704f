"""The public data of venues, cached in memory until the venue changes.

Everything but its reservations, which are read each time. A snapshot belongs to one version of the venue, which
triggers count (see `VenueVersion`). The version is read before the rows: after a change in between, the next reader
reads again.
"""

from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from threading import Lock

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.guards import optional_user
from app.availability.engine.types import Hours, Range
from app.availability.queries import (
    Schedules,
    VenueSchedule,
    hours_of,
    lazy_schedules,
    read_venue_schedule,
    resource_ids,
)
from app.catalog.models import Service, ServiceOption
from app.catalog.queries import services_sold
from app.core import clock
from app.core.db import reading_apart, session
from app.deals.pricing import PriceList
from app.deals.queries.prices import price_lists, used_up
from app.faqs.models import Faq
from app.faqs.queries import faqs_by_venue
from app.hours.queries import OpeningRow, opening_rows
from app.profiles.models import OwnerProfile
from app.profiles.queries import shown_owners
from app.tax.amounts import Place, Rule, rules_for
from app.tax.queries import rules_in
from app.taxonomy.models import Category
from app.team.models import TeamMember
from app.team.queries import teams_of
from app.venues.models import Venue
from app.venues.queries import public_venues, venue_seen_by
from app.venues.versions import NO_VERSION, Version, versions_of

MOST = 500
"""Venues cached per process: some 100 KB each."""
BACK = timedelta(days=4)
"""How far back dates are read: something that began then may reach into today, and zones differ."""
FOREVER = datetime(2200, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A public venue as it was at a version. Its objects belong to no session: they are read-only."""

    version: Version  # NO_VERSION if the venue is not public
    venue: Venue  # with its photos, its category and the category's photo
    team: Sequence[TeamMember]  # in the venue's order, with their photos
    services: Sequence[Service]  # the active ones, in the venue's order
    faqs: Sequence[Faq]
    openings: Sequence[OpeningRow]
    schedule: VenueSchedule
    owners: Sequence[OwnerProfile]  # how owners introduce themselves to guests, those who do
    resource_ids: frozenset[int]  # the resources that its services use
    prices: Mapping[int, PriceList]  # by option id, including deals that are used up
    counted: frozenset[int]  # ids of deals with a limited number of bookings
    tax_rules: Sequence[Rule]  # of its state

    @property
    def hours(self) -> Hours:
        return self.schedule.hours.get((self.venue.id, None), Hours())

    def is_taxed(self, service: Service, at: datetime) -> bool:
        """Return whether tax is added to the price of a service at a time."""
        place = Place(self.venue.state, self.venue.city, self.venue.zone)
        return any(rule.rate for rule in rules_for(self.tax_rules, place, service.category_id, at))

    def service(self, slug: str) -> Service | None:
        return next((service for service in self.services if service.slug == slug), None)


class Snapshots:
    """A process's snapshots, the most recently used last. Thread-safe; two threads may build the same one at once."""

    def __init__(self, most: int = MOST) -> None:
        self._most, self._lock = most, Lock()
        self._made: OrderedDict[int, Snapshot] = OrderedDict()

    def find(self, venue_id: int, version: Version | None) -> Snapshot | None:
        with self._lock:
            made = self._made.get(venue_id)
            if made is None or made.version != version:
                return None
            self._made.move_to_end(venue_id)
            return made

    def keep(self, snapshot: Snapshot) -> None:
        with self._lock:
            self._made[snapshot.venue.id] = snapshot
            self._made.move_to_end(snapshot.venue.id)
            while len(self._made) > self._most:
                self._made.popitem(last=False)


def snapshots(venue_ids: Collection[int]) -> dict[int, Snapshot]:
    """Return the snapshots of the public venues among the ids, by id.

    One statement if all are cached; thirteen more, fourteen with classes, for any number that are not.
    """
    known: Snapshots = current_app.extensions.setdefault("snapshots", Snapshots())
    versions = versions_of(venue_ids)
    found: dict[int, Snapshot | None] = {
        venue_id: known.find(venue_id, versions.get(venue_id)) for venue_id in venue_ids
    }
    made = _make([venue_id for venue_id, snapshot in found.items() if snapshot is None], versions)
    for snapshot in made.values():
        known.keep(snapshot)
    everything = ((venue_id, found[venue_id] or made.get(venue_id)) for venue_id in venue_ids)
    return {venue_id: each for venue_id, each in everything if each is not None}


def snapshot_of(venue: Venue) -> Snapshot:
    """Return the snapshot of one venue, even if it is not public; `venue` has its category and photos."""
    known = snapshots([venue.id]).get(venue.id) if venue.is_public else None
    return known or _read({venue.id: venue}, {})[venue.id]


def snapshot_at(slug: str) -> Snapshot | None:
    """Return the snapshot of the public venue with exactly this slug. One statement besides those of `snapshots`."""
    venue_id = session.scalar(select(Venue.id).where(Venue.slug == slug))
    return None if venue_id is None else snapshots([venue_id]).get(venue_id)


def _make(venue_ids: Collection[int], versions: Mapping[int, Version]) -> dict[int, Snapshot]:
    if not venue_ids:
        return {}
    with reading_apart():
        with_photos = joinedload(Venue.category).joinedload(Category.photo), selectinload(Venue.photos)
        made = _read(public_venues(venue_ids, *with_photos), versions)
        for snapshot in made.values():
            _complete(snapshot)
    return made


def _complete(snapshot: Snapshot) -> None:
    """Load the attributes that each object derives from its session, because it will soon have none."""
    for category in (snapshot.venue.category, *(service.category for service in snapshot.services)):
        _ = category.slugs, category.parent and category.parent.slugs
    _ = [service.venue for service in snapshot.services]
    _ = [option.service for service in snapshot.services for option in service.options]


def _read(venues: Mapping[int, Venue], versions: Mapping[int, Version]) -> dict[int, Snapshot]:
    if not venues:
        return {}
    since = clock.now() - BACK
    # Before the services, which share these members: so they have their photos.
    team, owners = teams_of(venues), shown_owners(venues)
    sold, faqs = services_sold(venues), faqs_by_venue(venues)
    services = [service for each in sold.values() for service in each]
    openings = opening_rows(venues, since.date(), FOREVER.date())
    schedule = read_venue_schedule(services, (since, FOREVER), hours=hours_of(openings))
    options = {each.id: [option for service in sold[each.id] for option in service.options] for each in venues.values()}
    rules = rules_in({venue.state for venue in venues.values()})
    prices = price_lists([option for each in options.values() for option in each], also_used_up=True)
    return {
        venue.id: Snapshot(
            version=versions.get(venue.id, NO_VERSION),
            venue=venue,
            team=team[venue.id],
            services=sold[venue.id],
            faqs=faqs[venue.id],
            openings=[opening for opening in openings if opening.venue_id == venue.id],
            schedule=_part(schedule, venue, sold[venue.id]),
            owners=owners.get(venue.id, []),
            resource_ids=frozenset(resource_ids(sold[venue.id])),
            prices={option.id: prices[option.id] for option in options[venue.id]},
            counted=frozenset(
                rule.id for option in options[venue.id] for rule in prices[option.id].rules if rule.left is not None
            ),
            tax_rules=[rule for rule in rules if rule.state == venue.state],
        )
        for venue in venues.values()
    }


def _part(whole: VenueSchedule, venue: Venue, services: Sequence[Service]) -> VenueSchedule:
    """Return the part of a schedule that belongs to one venue."""
    members = {performer.member_id for service in services for performer in service.performers}
    return VenueSchedule(
        hours={owner: hours for owner, hours in whole.hours.items() if owner[0] == venue.id},
        time_off={member_id: whole.time_off[member_id] for member_id in members & whole.time_off.keys()},
        timetables={one.id: whole.timetables[one.id] for one in services if one.id in whole.timetables},
    )


def plans_of(
    found: Collection[Snapshot], options: Sequence[ServiceOption], window: Range, *, now: datetime
) -> Schedules:
    """Return plans for some of the venues' options, by option id, valid for starts inside `window`. One statement."""
    taken = set[int]().union(*(each.resource_ids for each in found))
    return lazy_schedules(options, taken, window, _together([each.schedule for each in found]), now=now)


def prices_of(found: Collection[Snapshot]) -> dict[int, PriceList]:
    """Return these venues' current price lists, by option id. One statement if bookings use up deals, else none."""
    prices = {option_id: prices for each in found for option_id, prices in each.prices.items()}
    counted = frozenset[int]().union(*(each.counted for each in found))
    used_up_deals = used_up(counted) if counted else ()
    if not used_up_deals:
        return prices
    # Services with the same deals still share one list of them.
    lists = {id(each.rules): each.rules for each in prices.values()}
    left = {key: [rule for rule in rules if rule.id not in used_up_deals] for key, rules in lists.items()}
    return {option_id: replace(each, rules=left[id(each.rules)]) for option_id, each in prices.items()}


def _together(schedules: Sequence[VenueSchedule]) -> VenueSchedule:
    return VenueSchedule(
        hours={owner: hours for each in schedules for owner, hours in each.hours.items()},
        time_off={member: off for each in schedules for member, off in each.time_off.items()},
        timetables={service: times for each in schedules for service, times in each.timetables.items()},
    )


def snapshot_seen(slug: str) -> Snapshot:
    """Return the venue with this current or former slug; for its owner and for admins, even if it is not public. Raises
    NotFound."""
    return snapshot_at(slug) or snapshot_of(venue_seen_by(optional_user(), slug))
