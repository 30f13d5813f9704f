"""One venue of the demo, built from its row in the tables through the actions that its owner would use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import zipcodes
from sqlalchemy import update

from app.accounts.actions.accounts import open_account
from app.accounts.enums import Role
from app.accounts.models import User
from app.accounts.queries.users import user_by_email
from app.core.db import session
from app.core.slugs import slugify
from app.demo import tables, times, week
from app.demo.accounts import ACCOUNTS
from app.demo.offers import Menu, add_deals, add_services
from app.demo.randomness import rng
from app.demo.tables import DemoCategory, DemoCity, DemoFaq, DemoVenue, Discount, Person, Treatment
from app.faqs.actions import add_faq
from app.hours.actions import set_week
from app.hours.intervals import Span
from app.taxonomy.models import Category, Tag
from app.team.actions import add_member
from app.team.models import MAX_MEMBERS, TeamMember
from app.venues.actions.create import create_venue
from app.venues.actions.details import set_booking_window, set_policy, set_tags
from app.venues.actions.review import approve_venue, submit_venue
from app.venues.models import Resource, Venue

POLICIES = {"day": (24, 100), "half-day": (12, 50), "two-days": (48, 50)}
# About a quarter of a mile in degrees, so that venues in one ZIP code are not on top of each other on the map.
JITTER = 0.0035
# Long enough to tell when a venue is mostly empty, and to compare a quarter with the previous one.
OPEN_SINCE = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class World:
    """The data that all venues share."""

    kinds: Mapping[str, DemoCategory]
    cities: Mapping[str, DemoCity]
    hours: Mapping[str, Mapping[str, str]]
    discounts: Mapping[str, Discount]
    faqs: Sequence[DemoFaq]
    categories: Mapping[str, Category]
    tags: Mapping[str, Tag]
    password_hash: str

    @classmethod
    def read(cls, *, categories: Mapping[str, Category], tags: Mapping[str, Tag], password_hash: str) -> "World":
        return cls(
            kinds=tables.kinds(),
            cities=tables.cities(),
            hours=tables.usual_hours(),
            discounts=tables.discounts(),
            faqs=tables.usual_faqs(),
            categories=categories,
            tags=tags,
            password_hash=password_hash,
        )


def add_venue(world: World, place: DemoVenue, number: int) -> Venue:
    """Add the `number`-th venue of its city. It is approved last, so that no guest sees an incomplete venue."""
    venue = add_parts(world, place, number)
    submit_venue(venue=venue)
    approve_venue(venue=venue)
    venue.created_at -= OPEN_SINCE
    session.execute(update(Resource).where(Resource.venue_id == venue.id).values(created_at=venue.created_at))
    return venue


def add_parts(world: World, place: DemoVenue, number: int) -> Venue:
    """Add a draft with everything that belongs to it."""
    venue = draft(world, place, number)
    open_week = week.week(world.hours[place.hours] if isinstance(place.hours, str) else place.hours)
    set_tags(venue=venue, tags=tags_of(world, place))
    team = add_team(venue, world, place, open_week)
    times.give_holidays(venue, place.kind, open_week)
    services = add_services(venue, menu_of(world, place, team))
    named = [world.discounts[deal] if isinstance(deal, str) else deal for deal in place.deals]
    add_deals(venue, named, services)
    add_faqs(venue, world, place)
    return venue


def draft(world: World, place: DemoVenue, number: int) -> Venue:
    city = world.cities[place.city]
    latitude, longitude = position(place)
    venue = create_venue(
        owner=owner_of(world, place),
        name=place.name,
        category=world.categories[place.kind],
        type=world.kinds[place.kind].type,
        street=place.street,
        city=city.name,
        state=city.state,
        postal_code=place.zip,
        latitude=latitude,
        longitude=longitude,
        position_confirmed=True,
        neighborhood=place.neighborhood,
        summary=place.summary,
        phone=place.phone or f"({city.area_code}) 555-01{(11 + 13 * number) % 100:02d}",
        directions=place.directions,
        arrival_note=place.arrival or rng(place.name, "arrival").choice(world.kinds[place.kind].arrival),
    )
    free_hours, keep_percent = POLICIES[place.policy]
    set_policy(venue=venue, free_hours=free_hours, keep_percent=keep_percent)
    set_booking_window(venue=venue, minimum_notice_minutes=place.minimum_notice_minutes, booking_window_days=60)
    return venue


def tags_of(world: World, place: DemoVenue) -> list[Tag]:
    """Choose most amenities of its kind, and one or two groups of guests that it suits."""
    kind, dice = world.kinds[place.kind], rng(place.name, "tags")
    named = [tag for tag in kind.amenities if dice.random() < 0.7] + dice.sample(kind.good_for, dice.randint(1, 2))
    return [world.tags[tag] for tag in named]


def position(place: DemoVenue) -> tuple[float, float]:
    """Return latitude and longitude in degrees: as the row says, or else near the middle of its ZIP code."""
    if place.latitude is not None and place.longitude is not None:
        return place.latitude, place.longitude
    area = zipcodes.matching(place.zip)[0]  # type: ignore[no-untyped-call]  # the package has no types
    dice = rng(place.name, "position")
    return (
        round(float(area["lat"]) + dice.uniform(-JITTER, JITTER), 5),
        round(float(area["long"]) + dice.uniform(-JITTER, JITTER), 5),
    )


def owner_of(world: World, place: DemoVenue) -> User:
    """Return the owner: for the flagship, the printed account; elsewhere, the first member of the team."""
    if place.members is not None:
        owner = user_by_email(next(account.email for account in ACCOUNTS if account.role is Role.PROVIDER))
        assert owner is not None, "the accounts are made before the venues"  # noqa: S101
        return owner
    domain = slugify(place.name, fallback="venue", longest=48)
    first_name = slugify(place.team[0].split(" ", 1)[0], fallback="owner", longest=20)
    return open_account(
        email=f"{first_name}@{domain}.example",
        password_hash=world.password_hash,
        name=place.team[0],
        role=Role.PROVIDER,
        is_verified=True,
    )


def add_team(venue: Venue, world: World, place: DemoVenue, open_week: Mapping[int, list[Span]]) -> list[TeamMember]:
    """Add the team, the venue's weekly hours, and those of its members."""
    set_week(venue=venue, hours=open_week)
    people = place.members or people_of(world, place)
    members = [add_member(venue=venue, name=person.name, title=person.title) for person in people]
    for person, member in zip(people, members, strict=True):
        if person.hours is not None:
            set_week(venue=venue, member=member, hours=week.week(person.hours))
        times.give_breaks(venue, member, person.breaks)
    if place.members is None:
        times.give_hours_to_some(venue, open_week, members)
        times.give_time_off(venue, members)
        times.give_an_event(venue, open_week)
    return members


def people_of(world: World, place: DemoVenue) -> list[Person]:
    titles = rng(place.name, "titles").sample(world.kinds[place.kind].titles, len(place.team))
    return [Person(name=name, title=title) for name, title in zip(place.team[:MAX_MEMBERS], titles, strict=True)]


def menu_of(world: World, place: DemoVenue, team: list[TeamMember]) -> Menu:
    """Return a row's own services at its own prices, or else those of its kind at roughly the prices of its city."""
    treatments: list[Treatment] = place.services or [
        treatment for treatment in world.kinds[place.kind].services if treatment.key in place.offers
    ]
    more_or_less = rng(place.name, "prices").uniform(0.93, 1.1)
    prices = 1.0 if place.services else world.cities[place.city].prices * more_or_less
    return Menu(place=place, treatments=treatments, prices=prices, categories=world.categories, team=team)


def add_faqs(venue: Venue, world: World, place: DemoVenue) -> None:
    for faq in place.faqs or faqs_for(world, place):
        free_hours, keep_percent = POLICIES[place.policy]
        keep = "the full price" if keep_percent == 100 else f"{keep_percent}% of the price"
        add_faq(venue=venue, question=faq.question, answer=faq.answer.format(free_hours=free_hours, keep=keep))


def faqs_for(world: World, place: DemoVenue) -> list[DemoFaq]:
    """Choose two or three questions about the venue's services and one or two general ones, no question twice."""
    dice = rng(place.name, "questions")
    special = dice.sample(world.kinds[place.kind].faqs, dice.randint(2, 3))
    usual = {faq.question: faq for faq in dice.sample(world.faqs, len(world.faqs))}
    return [*special, *list(usual.values())[: dice.randint(1, 2)]]
