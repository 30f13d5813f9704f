"""The services of the demo's venues, who provides them, and their deals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from app.catalog.actions.create import add_open_service, add_scheduled_service, add_staffed_service
from app.catalog.actions.extras import Addition, set_add_ons
from app.catalog.actions.offers import OptionValues, ServiceValues
from app.catalog.actions.performers import OwnTerms, Performs
from app.catalog.enums import ServiceKind
from app.catalog.models import Service
from app.catalog.starts import WeeklyStart
from app.core import clock
from app.deals.actions.drafts import create_deal
from app.deals.actions.end import end_deal
from app.deals.actions.review import approve_deal
from app.deals.enums import DealKind
from app.deals.windows import Window
from app.demo import week
from app.demo.randomness import rng
from app.demo.tables import DemoVenue, Discount, Treatment
from app.taxonomy.models import Category
from app.team.models import TeamMember
from app.venues.models import Venue

SENIOR = 1.15


@dataclass(frozen=True, slots=True)
class Menu:
    """What a venue's services are made from: `prices` multiplies the prices in the table."""

    place: DemoVenue
    treatments: Sequence[Treatment]
    prices: float
    categories: Mapping[str, Category]
    team: Sequence[TeamMember]


def add_services(venue: Venue, menu: Menu) -> dict[str, Service]:
    """Add every treatment as a service with its add-ons, and return them by key."""
    services = {treatment.key: add_service(venue, menu, treatment) for treatment in menu.treatments}
    for treatment in menu.treatments:
        additions = [Addition(extra.title, extra.dollars * 100, extra.minutes) for extra in treatment.extras]
        if additions:
            set_add_ons(service=services[treatment.key], additions=additions)
    return services


def add_service(venue: Venue, menu: Menu, treatment: Treatment) -> Service:
    offer = offer_of(menu, treatment)
    match treatment.kind:
        case ServiceKind.STAFFED:
            return add_staffed_service(venue=venue, offer=offer, performers=performers(menu, treatment, offer))
        case ServiceKind.OPEN:
            return add_open_service(venue=venue, offer=offer, capacity=capacity(menu, treatment))
        case ServiceKind.SCHEDULED:
            starts = [WeeklyStart(*start) for text in treatment.starts for start in week.starts(text)]
            return add_scheduled_service(venue=venue, offer=offer, capacity=capacity(menu, treatment), starts=starts)


def offer_of(menu: Menu, treatment: Treatment) -> ServiceValues:
    title, description = treatment.words[menu.place.voice % len(treatment.words)]
    many = len(menu.team) if treatment.kind is ServiceKind.STAFFED else capacity(menu, treatment)
    return ServiceValues(
        category=menu.categories[treatment.category or menu.place.kind],
        title=title,
        description=description,
        options=[
            OptionValues(minutes, round(dollars * menu.prices) * 100)
            for minutes, dollars in ((treatment.minutes, treatment.dollars), *treatment.longer)
        ],
        buffer_before_minutes=treatment.before,
        buffer_after_minutes=treatment.after,
        step_minutes=treatment.step,
        max_quantity=min(treatment.together, many),
    )


def capacity(menu: Menu, treatment: Treatment) -> int:
    return treatment.capacity[menu.place.voice % len(treatment.capacity)]


def performers(menu: Menu, treatment: Treatment, offer: ServiceValues) -> list[Performs]:
    """Return the team members that a treatment names, or else the whole team, or about half of it for a specialty."""
    team = list(menu.team)
    if treatment.by is not None:
        team = [member for member in team if member.first_name in treatment.by]
    elif treatment.few:
        dice = rng(menu.place.name, "who does", treatment.key)
        chosen = dice.sample(team, max(offer.max_quantity, (len(team) + 1) // 2))
        team = [member for member in team if member in chosen]
    senior = {
        option.duration_minutes: OwnTerms(round(option.price_cents * SENIOR / 100) * 100)
        for option in offer.options
        if treatment.own_price
    }
    return [Performs(member, senior if member is menu.team[0] else {}) for member in team]


def add_deals(venue: Venue, discounts: Sequence[Discount], services: Mapping[str, Service]) -> None:
    """Add approved deals.

    A deal on several services becomes one deal for each; without `on`, it applies to the whole venue.
    """
    for discount in discounts:
        wanted = [services[key] for key in discount.on if key in services]
        for service in wanted if discount.on else [None]:
            add_deal(venue, discount, service)


def add_deal(venue: Venue, discount: Discount, service: Service | None) -> None:
    now = clock.now()
    ends = now - timedelta(days=20) if discount.ended else now + timedelta(days=discount.days or 0)
    deal = create_deal(
        venue=venue,
        service=service,
        title=discount.title,
        kind=DealKind.FIXED if discount.percent is None else DealKind.PERCENT,
        amount=(discount.dollars or 0) * 100 if discount.percent is None else discount.percent,
        valid_from=now - timedelta(days=discount.since),
        valid_to=ends if discount.ended or discount.days else None,
        windows=[Window(*window) for text in discount.windows for window in week.windows(text)],
        last_minute_hours=discount.last_minute_hours,
        code=discount.code,
        stacks=discount.stacks,
    )
    approve_deal(deal=deal)
    if discount.ended:
        end_deal(deal=deal)
