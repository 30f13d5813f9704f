from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from app.catalog.models import Performer, Service
from app.db import session
from app.errors import NotFound
from app.venues.models import Category, Venue


def categories() -> Sequence[Category]:
    """In the order in which people see them, with their pictures. One statement."""
    return session.scalars(select(Category).options(joinedload(Category.picture)).order_by(Category.position)).all()


def services_of(venue: Venue) -> Sequence[Service]:
    """What the venue sells now, in its order, with category, picture, performers and listed starts.

    Three statements, however many services.
    """
    return session.scalars(_offered(venue).order_by(Service.position)).all()


def service_of(venue: Venue, slug: str) -> Service:
    """One service, loaded like those of `services_of`. Raises NotFound when the venue does not sell it (any more)."""
    service = session.scalar(_offered(venue).where(Service.slug == slug))
    if service is None:
        raise NotFound(f"{venue.name} does not offer this any more. See what it offers now.")
    return service


def _offered(venue: Venue) -> Select[Service]:
    return (
        select(Service)
        .where(Service.venue_id == venue.id, Service.active)
        .options(
            joinedload(Service.category),
            joinedload(Service.picture),
            selectinload(Service.performers).joinedload(Performer.member),
            selectinload(Service.listed_starts),
        )
    )
