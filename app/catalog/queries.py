from collections.abc import Collection, Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from app.catalog.models import Performer, Service
from app.db import session
from app.errors import NotFound
from app.venues.models import Category, Venue

# What is needed to show a service, to find its starts and to price them.
OFFERED = (
    joinedload(Service.category),
    joinedload(Service.picture),
    joinedload(Service.resource),
    selectinload(Service.performers).joinedload(Performer.member),
)


def categories() -> Sequence[Category]:
    """In the order in which people see them, each before its parts, with their pictures. One statement."""
    found = session.scalars(select(Category).options(joinedload(Category.picture))).unique()
    return sorted(found, key=_place)


def _place(category: Category) -> tuple[int, bool, int]:
    above = category.parent
    return (above or category).position, above is not None, category.position


def services_of(venue: Venue) -> Sequence[Service]:
    """What the venue sells now, in its order, loaded as `OFFERED` says. Two statements, however many services."""
    return session.scalars(_offered(venue).order_by(Service.position)).all()


def service_of(venue: Venue, slug: str) -> Service:
    """One service, loaded like those of `services_of`. Raises NotFound when the venue does not sell it (any more)."""
    service = session.scalar(_offered(venue).where(Service.slug == slug))
    if service is None:
        raise NotFound(f"{venue.name} does not offer this any more. See what it offers now.")
    return service


def sold(service_ids: Collection[int]) -> Sequence[Service]:
    """Those of these that are sold now, as they stand in the database, with their venues too. Two statements."""
    return session.scalars(
        select(Service)
        .where(Service.id.in_(service_ids), Service.active)
        .options(joinedload(Service.venue), *OFFERED)
        .order_by(Service.id)
        .execution_options(populate_existing=True)
    ).all()


def services_called(service_ids: Collection[int]) -> Sequence[Service]:
    """These services, sold or not any more, loaded like those of `sold`. Two statements."""
    return session.scalars(
        select(Service)
        .where(Service.id.in_(service_ids))
        .options(joinedload(Service.venue), *OFFERED)
        .order_by(Service.id)
        .execution_options(populate_existing=True)
    ).all()


def _offered(venue: Venue) -> Select[Service]:
    return select(Service).where(Service.venue_id == venue.id, Service.active).options(*OFFERED)
