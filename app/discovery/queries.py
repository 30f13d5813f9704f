"""What a venue's row or card needs, for many venues at once."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased, contains_eager, joinedload
from sqlalchemy.sql.base import ExecutableOption

from app.availability.engine import Hours, Range
from app.availability.queries import hours_in, plans
from app.catalog.models import Service
from app.catalog.queries import OFFERED
from app.db import session
from app.deals.queries import price_lists
from app.discovery.cards import Card, Offered, Wanted, find_days, members_meant, suitable
from app.discovery.models import Featured
from app.discovery.open_days import LOOK_AHEAD
from app.discovery.opening import opening_state
from app.pictures.enums import PictureState
from app.pictures.models import Picture
from app.team.enums import Gender
from app.team.models import Member
from app.venues.enums import VenueStatus
from app.venues.models import Category, Venue, VenuePicture
from search.documents import Near
from search.geo import Point, miles_between

ANYTHING = Wanted()
A_DAY = timedelta(days=1)


def cards(venue_ids: Sequence[int], *, at: datetime, wanted: Wanted = ANYTHING, strictly: bool = False) -> list[Card]:
    """In the order of the ids, as of the instant `at`. Eight statements, nine with classes, however many.

    A card of a venue that has nothing as asked shows what it has instead; `strictly`: no times."""
    window = days_read(wanted if strictly else ANYTHING, at)
    with_kind = joinedload(Venue.category).joinedload(Category.picture)
    venues, covers, services = public_venues(venue_ids, with_kind), _covers(venue_ids), services_sold(venue_ids)
    hours = hours_in(venue_ids, (at, max(at + LOOK_AHEAD, window[1])))
    looked_at = {venue_id: suitable(sold, wanted) for venue_id, sold in services.items()}
    offered = [service for sold in looked_at.values() for service in sold]
    planned, priced = plans(offered, window, now=at, hours=hours), price_lists(offered)

    def card(venue: Venue) -> Card:
        offers = [
            offered.with_member(member) if member else offered
            for offered in (Offered(sold, planned[sold.id], priced[sold.id]) for sold in looked_at.get(venue.id, ()))
            for member in members_meant(offered.service, wanted)
        ]
        days = find_days(offers, wanted, at, strictly=strictly)
        return Card(
            venue=venue,
            # What a venue has none of yet its kind has.
            picture=covers.get(venue.id) or venue.category.picture,
            opening=opening_state(venue.zone, hours.get((venue.id, None), Hours()), at),
            miles=miles_between(wanted.near, Point(venue.latitude, venue.longitude)) if wanted.near else None,
            service=days[0].of.service if days else offers[0].service if offers else None,
            days=days,
        )

    return [card(venues[found]) for found in venue_ids if found in venues]


def days_read(wanted: Wanted, at: datetime) -> Range:
    """The part of the calendars that decides what is available as wanted. Dates are those of each venue's zone, so a
    date of UTC is read on either side."""
    if wanted.free_at is None:
        return at, at + LOOK_AHEAD
    first, last = (datetime.combine(day, time(), UTC) for day in (wanted.free_at.first, wanted.free_at.last))
    return max(at, first - A_DAY), max(at, last + 2 * A_DAY)


def public_venues(venue_ids: Collection[int], *more: ExecutableOption) -> dict[int, Venue]:
    """Those that are public, by id, with their categories and `more` of what belongs to them. One statement."""
    public = Venue.id.in_(venue_ids), Venue.status == VenueStatus.APPROVED
    options = joinedload(Venue.category), *more
    found = session.scalars(select(Venue).where(*public).options(*options))
    return {venue.id: venue for venue in found}


def featured_near(near: Near, *, at: datetime) -> list[int]:
    """Ids of the venues in a circle that lead the home page at an instant, in their order. One statement."""
    leads = or_(Featured.until.is_(None), Featured.until > at)
    found = session.execute(
        select(Featured.venue_id, Venue.latitude, Venue.longitude)
        .join(Featured.venue)
        .where(leads, Venue.status == VenueStatus.APPROVED)
        .order_by(Featured.position)
    )
    return [id for id, *position in found if miles_between(near.point, Point(*position)) <= near.miles]


def names(venue_ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """Name and slug of those that are public, by id. One statement, none for nobody."""
    public = Venue.id.in_(venue_ids), Venue.status == VenueStatus.APPROVED
    found = session.execute(select(Venue.id, Venue.name, Venue.slug).where(*public)) if venue_ids else ()
    return {id: (name, slug) for id, name, slug in found}


def services_sold(venue_ids: Collection[int]) -> defaultdict[int, list[Service]]:
    """What each venue sells now, in its order. Two statements."""
    found: defaultdict[int, list[Service]] = defaultdict(list)
    for service in session.scalars(
        select(Service)
        .where(Service.venue_id.in_(venue_ids), Service.active)
        .options(*OFFERED)
        .order_by(Service.position)
    ):
        found[service.venue_id].append(service)
    return found


def sold_where() -> set[tuple[str, str, str]]:
    """(category, city, state) of what public venues sell, and of the whole ones above. One statement."""
    whole = aliased(Category)
    found = session.execute(
        select(Category.slug, whole.slug, Venue.city, Venue.state)
        .join(Service, Service.category_id == Category.id)
        .join(Venue, Venue.id == Service.venue_id)
        .outerjoin(whole, whole.id == Category.parent_id)
        .where(Venue.status == VenueStatus.APPROVED, Service.active)
        .distinct()
    )
    return {(kind, city, state) for own, above, city, state in found for kind in (own, above) if kind}


def genders_told() -> set[Gender]:
    """How team members of public venues describe themselves, where they agreed that guests see it. One statement."""
    return set(
        session.scalars(
            select(Member.gender)
            .join(Venue, Venue.id == Member.venue_id)
            .where(Member.gender.is_not(None), Member.removed_at.is_(None), Venue.status == VenueStatus.APPROVED)
            .distinct()
        )
    )


def public_slugs(first: int, last: int) -> Sequence[str]:
    """Of the public venues with ids from `first` to `last`. One statement."""
    return session.scalars(
        select(Venue.slug).where(Venue.id.between(first, last), Venue.status == VenueStatus.APPROVED).order_by(Venue.id)
    ).all()


def last_venue_id() -> int:
    return session.scalar(select(func.max(Venue.id))) or 0


def _covers(venue_ids: Collection[int]) -> dict[int, Picture]:
    """The first picture of each venue that has one to show."""
    shown = (
        select(VenuePicture)
        .join(VenuePicture.picture)
        .where(VenuePicture.venue_id.in_(venue_ids), VenuePicture.position.is_not(None))
        .where(Picture.state != PictureState.FAILED)
        .options(contains_eager(VenuePicture.picture))
        .ext(distinct_on(VenuePicture.venue_id))
        .order_by(VenuePicture.venue_id, VenuePicture.position)
    )
    return {row.venue_id: row.picture for row in session.scalars(shown)}
