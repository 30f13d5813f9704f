"""Queries for the public data of many venues at once."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import Select, bindparam, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased, contains_eager

from app.catalog.models import Service
from app.core.db import session
from app.photos.enums import PhotoState
from app.photos.models import Photo
from app.search_index.models import Featured
from app.taxonomy.models import Category, Tag, venue_tag
from app.team.enums import Gender
from app.team.models import TeamMember
from app.venues.enums import VenueStatus
from app.venues.models import Venue, VenuePhoto, VenueSlug
from search.documents import Near
from search.geo import Point, miles_between


def featured_near(near: Near, *, at: datetime) -> list[int]:
    """List the ids of the venues in a circle that are featured at an instant, in their order. One statement."""
    found = session.execute(_featured(), {"at": at})
    return [id for id, *position in found if miles_between(near.point, Point(*position)) <= near.miles]


@cache
def _featured() -> Select[int, float, float]:
    """Return the statement, built only once: building it takes longer than running it."""
    return (
        select(Featured.venue_id, Venue.latitude, Venue.longitude)
        .join(Featured.venue)
        .where(or_(Featured.until.is_(None), Featured.until > bindparam("at")))
        .where(Venue.status == VenueStatus.LIVE)
        .order_by(Featured.position)
    )


def names(venue_ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """Return the name and slug of the public venues among the ids, by id. One statement, none for no ids."""
    public = Venue.id.in_(venue_ids), Venue.status == VenueStatus.LIVE
    found = session.execute(select(Venue.id, Venue.name, Venue.slug).where(*public)) if venue_ids else ()
    return {id: (name, slug) for id, name, slug in found}


def public_ids(slugs: Collection[str]) -> dict[str, int]:
    """Map the current and former slugs of public venues to their ids. One statement."""
    now = select(Venue.slug, Venue.id).where(Venue.slug.in_(slugs), Venue.status == VenueStatus.LIVE)
    before = (
        select(VenueSlug.slug, Venue.id)
        .join(Venue, Venue.id == VenueSlug.venue_id)
        .where(VenueSlug.slug.in_(slugs), Venue.status == VenueStatus.LIVE)
    )
    return dict(session.execute(before.union_all(now)).all())


def tags_by_venue(venue_ids: Collection[int]) -> dict[int, list[Tag]]:
    """Return each venue's tags in display order, by venue id. One statement."""
    found = session.execute(
        select(venue_tag.c.venue_id, Tag)
        .join(Tag, Tag.id == venue_tag.c.tag_id)
        .where(venue_tag.c.venue_id.in_(venue_ids))
        .order_by(Tag.position)
    )
    tags: dict[int, list[Tag]] = {venue_id: [] for venue_id in venue_ids}
    for venue_id, tag in found:
        tags[venue_id].append(tag)
    return tags


def sold_where() -> set[tuple[str, str, str]]:
    """Return (category, city, state) for the services of public venues, including parent categories. One statement."""
    whole = aliased(Category)
    found = session.execute(
        select(Category.slug, whole.slug, Venue.city, Venue.state)
        .join(Service, Service.category_id == Category.id)
        .join(Venue, Venue.id == Service.venue_id)
        .outerjoin(whole, whole.id == Category.parent_id)
        .where(Venue.status == VenueStatus.LIVE, Service.active)
        .distinct()
    )
    return {(kind, city, state) for own, above, city, state in found for kind in (own, above) if kind}


def stated_genders() -> set[Gender]:
    """Return the genders that team members of public venues have stated and agreed to show to guests. One statement."""
    return set(
        session.scalars(
            select(TeamMember.gender)
            .join(Venue, Venue.id == TeamMember.venue_id)
            .where(TeamMember.gender.is_not(None), TeamMember.removed_at.is_(None), Venue.status == VenueStatus.LIVE)
            .distinct()
        )
    )


def public_slugs(first: int, last: int) -> Sequence[str]:
    """List the slugs of the public venues with ids from `first` to `last`. One statement."""
    return session.scalars(
        select(Venue.slug).where(Venue.id.between(first, last), Venue.status == VenueStatus.LIVE).order_by(Venue.id)
    ).all()


def last_venue_id() -> int:
    return session.scalar(select(func.max(Venue.id))) or 0


def covers(venue_ids: Collection[int]) -> dict[int, Photo]:
    """Return the first photo of each venue that has one to show."""
    shown = (
        select(VenuePhoto)
        .join(VenuePhoto.photo)
        .where(VenuePhoto.venue_id.in_(venue_ids), VenuePhoto.position.is_not(None))
        .where(Photo.state != PhotoState.FAILED)
        .options(contains_eager(VenuePhoto.photo))
        .ext(distinct_on(VenuePhoto.venue_id))
        .order_by(VenuePhoto.venue_id, VenuePhoto.position)
    )
    return {row.venue_id: row.photo for row in session.scalars(shown)}
