"""The content of a venue's page. Times are in the venue's zone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.availability.engine.types import Hours
from app.catalog.models import Service
from app.core import clock
from app.core.formats import WEEKDAYS
from app.deals.from_price import FromPrice, from_price
from app.deals.pricing import PriceList, Quote, quote
from app.faqs.models import Faq
from app.hours.queries import OpeningRow
from app.profiles.models import OwnerProfile
from app.slot_picker.day_line import day_line
from app.slot_picker.days import Priced
from app.slot_picker.snapshots import Snapshot, plans_of, prices_of
from app.taxonomy.models import Category
from app.team.models import TeamMember
from app.venue_pages.open_state import OpeningState, opening_state
from app.venues.models import Venue

SOON = timedelta(days=14)
SPECIAL_AHEAD = timedelta(days=45)
SHOWN = 3
WEEK_ORDER = (6, 0, 1, 2, 3, 4, 5)  # Sunday first, as in US calendars


@dataclass(frozen=True, slots=True)
class PricedService:
    """A service with the lowest price that a start may have now."""

    service: Service
    lowest: Quote
    varies: bool  # whether other prices are possible


@dataclass(frozen=True, slots=True)
class Weekday:
    name: str  # in English, for structured data
    spans: Sequence[tuple[int, int]]
    quiet: Sequence[tuple[int, int]]
    today: bool

    @property
    def number(self) -> int:
        return WEEKDAYS.index(self.name)


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A date with special hours in the coming weeks."""

    on: date
    spans: Sequence[tuple[int, int]]
    note: str


@dataclass(frozen=True, slots=True)
class NextTimes:
    """The next available starts of the service that the panel shows."""

    service: Service
    price: FromPrice  # of the option that the times are for
    starts: Sequence[Priced]
    line: Mapping[str, object] | None


@dataclass(frozen=True, slots=True)
class Profile:
    venue: Venue
    opening: OpeningState
    groups: Sequence[tuple[Category, Sequence[PricedService]]]
    team: Sequence[tuple[TeamMember, str]]
    owners: Sequence[OwnerProfile]
    week: Sequence[Weekday]
    special_days: Sequence[SpecialDay]
    faqs: Sequence[Faq]
    next: NextTimes | None


def profile(snapshot: Snapshot) -> Profile:
    """Return the content of the whole page. One statement, or two if the uses of a deal are counted."""
    now, venue = clock.now(), snapshot.venue
    services, hours = snapshot.services, snapshot.hours
    prices = prices_of([snapshot])
    today = now.astimezone(venue.zone).date()
    return Profile(
        venue=venue,
        opening=opening_state(venue.zone, hours, now),
        groups=grouped([priced(service, prices) for service in services]),
        team=[(member, services_of_member(member, services)) for member in snapshot.team],
        owners=snapshot.owners,
        week=week(hours, prices[services[0].first_option.id] if services else None, today),
        special_days=special_days([opening for opening in snapshot.openings if opening.member_id is None], today),
        faqs=snapshot.faqs,
        next=next_times(snapshot, services, prices, now),
    )


def priced(service: Service, prices: Mapping[int, PriceList]) -> PricedService:
    """Return a service with the lowest price per guest of any option, for a booking made now, at any hour."""
    found = from_price([prices[option.id] for option in service.options], at=clock.now())
    return PricedService(service, found.quote, found.varies)


def grouped(offers: Sequence[PricedService]) -> list[tuple[Category, list[PricedService]]]:
    """Group the offers by main category, including its subcategories, in the venue's order."""
    groups: dict[int, tuple[Category, list[PricedService]]] = {}
    for offer in offers:
        whole = offer.service.category.parent or offer.service.category
        groups.setdefault(whole.id, (whole, []))[1].append(offer)
    return list(groups.values())


def services_of_member(member: TeamMember, services: Sequence[Service]) -> str:
    """Return the team member's title, else the categories of the services they provide."""
    kinds = [
        service.category.name
        for service in services
        if any(performer.member_id == member.id for performer in service.performers)
    ]
    return member.title or ", ".join(dict.fromkeys(kinds))


def week(hours: Hours, prices: PriceList | None, today: date) -> list[Weekday]:
    """Return the seven days from Sunday, with the off-peak parts of the venue's first service."""
    days = []
    for weekday in WEEK_ORDER:
        on = today + timedelta(days=(weekday - today.weekday()) % 7)
        quiet = prices.quiet_spans(on, at=clock.now()) if prices else []
        spans = sorted(hours.weekly.get(weekday, ()))
        days.append(Weekday(WEEKDAYS[weekday], spans, quiet if spans else [], on == today))
    return days


def special_days(openings: Sequence[OpeningRow], today: date) -> list[SpecialDay]:
    """Return the dates with special hours in the coming weeks, in order."""
    found: dict[date, tuple[list[tuple[int, int]], str]] = {}
    for opening in openings:
        if opening.on_date is not None and today <= opening.on_date <= today + SPECIAL_AHEAD:
            spans, _ = found.setdefault(opening.on_date, ([], opening.note))
            if opening.closes > opening.opens:
                spans.append((opening.opens, opening.closes))
    return [SpecialDay(on, spans, note) for on, (spans, note) in sorted(found.items())]


def next_times(
    snapshot: Snapshot, services: Sequence[Service], prices: Mapping[int, PriceList], now: datetime
) -> NextTimes | None:
    """Return the next available starts, all on one day, of the first service that has any soon, in its shortest
    option."""
    venue = snapshot.venue
    options = [service.first_option for service in services]
    found = plans_of([snapshot], options, (now, now + SOON), now=now)
    for option in options:
        plan = found[option.id]
        starts = plan.upcoming(SHOWN)
        if starts:
            day = local_date(starts[0].at, venue)
            same_day = [start.at for start in starts if local_date(start.at, venue) == day]
            of = prices[option.id]
            times = [Priced(at, quote(of, start=at, at=now)) for at in same_day]
            return NextTimes(option.service, from_price([of], at=now), times, day_line(plan, of, day))
    return None


def local_date(instant: datetime, venue: Venue) -> date:
    return instant.astimezone(venue.zone).date()
