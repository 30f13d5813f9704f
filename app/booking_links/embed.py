"""The content of a venue's booking page in a frame: its services with their next times. Times are in its zone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.catalog.models import Service, ServiceOption
from app.core import clock
from app.deals.from_price import FromPrice, from_price
from app.deals.pricing import quote
from app.slot_picker.days import PickerDay, Priced
from app.slot_picker.picker import picker
from app.slot_picker.selection import Selection
from app.slot_picker.snapshots import Snapshot, plans_of, prices_of, snapshot_at, snapshot_of
from app.taxonomy.models import Category
from app.venue_pages.profile import PricedService, grouped, priced
from app.venues.queries import venue_by_slug

SOON = timedelta(days=14)
NEXT = 3
"""Times of each service on the first page, all on one day."""
DAYS = 3
"""Days with times on the page of a service."""


@dataclass(frozen=True, slots=True)
class EmbeddedService:
    offer: PricedService
    starts: Sequence[Priced]


@dataclass(frozen=True, slots=True)
class ServiceTimes:
    """The days that have times for an option. `earlier` and `later` are the first days of the pages beside it."""

    price: FromPrice
    option: ServiceOption
    days: Sequence[PickerDay]
    earlier: date | None
    later: date | None


def public_snapshot(slug: str) -> Snapshot:
    """Return the public venue with this current or former slug. Raises NotFound, also for the owner of a hidden one."""
    return snapshot_at(slug) or snapshot_of(venue_by_slug(slug))


def services_with_times(snapshot: Snapshot) -> list[tuple[Category, list[EmbeddedService]]]:
    """Return the services by category, each with the next times of its shortest option.

    One statement, or two with limited deals.
    """
    now, zone, prices = clock.now(), snapshot.venue.zone, prices_of([snapshot])
    plans = plans_of([snapshot], [service.first_option for service in snapshot.services], (now, now + SOON), now=now)

    def next_starts(service: Service) -> list[Priced]:
        option_id = service.first_option.id
        starts = [start.at for start in plans[option_id].upcoming(NEXT)]
        same_day = [at for at in starts if at.astimezone(zone).date() == starts[0].astimezone(zone).date()]
        return [Priced(at, quote(prices[option_id], start=at, at=now)) for at in same_day]

    offers = [priced(service, prices) for service in snapshot.services]
    return [
        (category, [EmbeddedService(offer, next_starts(offer.service)) for offer in group])
        for category, group in grouped(offers)
    ]


def times_of(snapshot: Snapshot, option: ServiceOption, first: date | None) -> ServiceTimes:
    """Return the first days with times for an option from `first` on, or from today.

    Two statements, or three with limited deals.
    """
    shown = picker(snapshot.venue, option, Selection(first=first), snapshot=snapshot)
    found = [day for day in shown.days if day.starts]
    days = found[:DAYS]
    later = found[DAYS].date if found[DAYS:] else shown.later
    today = clock.now().astimezone(snapshot.venue.zone).date()
    return ServiceTimes(
        price=from_price([shown.prices], at=clock.now()),
        option=option,
        days=days,
        earlier=None if shown.first <= today else today,
        later=later,
    )
