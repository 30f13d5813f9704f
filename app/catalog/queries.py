from collections import defaultdict
from collections.abc import Collection, Sequence
from functools import cache

from sqlalchemy import Select, select
from sqlalchemy.orm import immediateload, joinedload, selectinload

from app.catalog.enums import ServiceKind
from app.catalog.errors import CatalogErrorCode
from app.catalog.models import AddOn, ListedStart, Service, ServiceOption, ServiceTeamMember
from app.catalog.starts import DatedStart, ListedAt, WeeklyStart
from app.core import clock
from app.core.db import session
from app.core.errors import NotFound
from app.core.parameters import one_of
from app.facilities.models import Facility
from app.team.models import TeamMember
from app.venues.models import Venue

# Everything needed to show a service, find its starts and price them.
WITH_STAFF = (
    joinedload(Service.category),
    joinedload(Service.photo),
    joinedload(Service.resource),
    selectinload(Service.performers).joinedload(ServiceTeamMember.member),
    # The service of an option is the one it was loaded with: no further statement.
    selectinload(Service.options).options(joinedload(ServiceOption.members), immediateload(ServiceOption.service)),
    selectinload(Service.facilities).joinedload(Facility.resource),
)

WITH_FACES = selectinload(Service.performers).joinedload(ServiceTeamMember.member).joinedload(TeamMember.photo)


def services_of(venue: Venue) -> Sequence[Service]:
    """List the services that the venue sells now, in its order, loaded with `WITH_STAFF`.

    Four statements, however many services.
    """
    return session.scalars(_offered(venue).order_by(Service.position)).all()


def service_of(venue: Venue, slug: str) -> Service:
    """Return one service, loaded like those of `services_of`, with photos of the team members who provide it.

    Raises NotFound if the venue does not sell it now.
    """
    service = session.scalar(_offered(venue).where(Service.slug == slug).options(WITH_FACES))
    if service is None:
        raise NotFound(CatalogErrorCode.NOT_OFFERED, venue=venue.name)
    return service


def active_services(service_ids: Collection[int]) -> Sequence[Service]:
    """List those of these services that are sold now, freshly loaded, with their venues. Four statements."""
    return session.scalars(_fresh_services().where(Service.id.in_(service_ids), Service.active)).all()


def active_options(option_ids: Collection[int]) -> list[ServiceOption]:
    """List those of these options that are sold now, freshly loaded, with their services as `active_services` loads
    them. Four statements."""
    services = session.scalars(_services_of_options(), {"options": list(option_ids)})
    return [option for service in services for option in service.options if option.id in option_ids]


@cache
def _services_of_options() -> Select[Service]:
    """Return the query, built once because every search for a free time sends it."""
    sold = select(ServiceOption.service_id).where(one_of(ServiceOption.id, "options"))
    return _fresh_services().where(Service.id.in_(sold), Service.active)


def _fresh_services() -> Select[Service]:
    return (
        select(Service)
        .options(joinedload(Service.venue), *WITH_STAFF)
        .order_by(Service.id)
        .execution_options(populate_existing=True)
    )


def services_by_id(service_ids: Collection[int]) -> Sequence[Service]:
    """List these services, still sold or not, loaded like those of `active_services`. Four statements."""
    return session.scalars(_fresh_services().where(Service.id.in_(service_ids)).options(WITH_FACES)).all()


def with_categories(service_ids: Collection[int]) -> Sequence[Service]:
    """List these services, still sold or not, with their categories. One statement."""
    return session.scalars(
        select(Service).where(Service.id.in_(service_ids)).options(joinedload(Service.category)).order_by(Service.id)
    ).all()


def all_services(venue: Venue) -> Sequence[Service]:
    """List all services of the venue, including hidden ones, in its order.

    Loaded with `WITH_STAFF`. Four statements.
    """
    return session.scalars(_kept(venue).order_by(Service.position, Service.id)).all()


def any_service(venue: Venue, slug: str) -> Service:
    """Return one service of the venue, hidden or not. Raises NotFound, also for a service of another venue."""
    return _one(_kept(venue), slug)


def removed_services(venue: Venue) -> Sequence[Service]:
    """List the services that the venue removed, most recent first. Four statements."""
    return session.scalars(_removed(venue).order_by(Service.archived_at.desc(), Service.id)).all()


def removed_service(venue: Venue, slug: str) -> Service:
    """Return a service that the venue removed. Raises NotFound."""
    return _one(_removed(venue), slug)


def starts_listed(services: Collection[Service]) -> dict[int, list[ListedAt]]:
    """Return the starts of classes by service id: weekly ones, then dated ones from today on, in order.

    Today is the local date of each venue. One statement, none if there is no class.
    """
    classes = {service.id: service for service in services if service.kind is ServiceKind.SCHEDULED}
    found: dict[int, list[ListedAt]] = {service_id: [] for service_id in classes}
    now, rows = clock.now(), select(ListedStart).where(ListedStart.service_id.in_(classes))
    ordered = rows.order_by(ListedStart.weekday, ListedStart.on_date, ListedStart.minute)
    for row in session.scalars(ordered) if classes else ():
        if row.weekday is not None:
            found[row.service_id].append(WeeklyStart(row.weekday, row.minute))
        elif row.on_date is not None and row.on_date >= now.astimezone(classes[row.service_id].venue.zone).date():
            found[row.service_id].append(DatedStart(row.on_date, row.minute))
    return found


def add_ons_of(service_id: int) -> Sequence[AddOn]:
    """List all add-ons of a service, including those not offered now, in the venue's order. One statement."""
    return session.scalars(select(AddOn).where(AddOn.service_id == service_id).order_by(AddOn.position)).all()


def add_ons_offered(service_id: int) -> Sequence[AddOn]:
    """List the add-ons of a service that are offered now. One statement."""
    return [add_on for add_on in add_ons_of(service_id) if add_on.active]


def add_ons_by_service(service_ids: Collection[int]) -> dict[int, list[AddOn]]:
    """Return the add-ons offered with these services, by service id, in the venue's order. One statement."""
    found: dict[int, list[AddOn]] = {service_id: [] for service_id in service_ids}
    offered = select(AddOn).where(AddOn.service_id.in_(service_ids), AddOn.active).order_by(AddOn.position)
    for add_on in session.scalars(offered):
        found[add_on.service_id].append(add_on)
    return found


def _one(among: Select[Service], slug: str) -> Service:
    service = session.scalar(among.where(Service.slug == slug))
    if service is None:
        raise NotFound(CatalogErrorCode.NOT_ON_LIST)
    return service


def _kept(venue: Venue) -> Select[Service]:
    return select(Service).where(Service.venue_id == venue.id, Service.archived_at.is_(None)).options(*WITH_STAFF)


def _removed(venue: Venue) -> Select[Service]:
    return select(Service).where(Service.venue_id == venue.id, Service.archived_at.is_not(None)).options(*WITH_STAFF)


def _offered(venue: Venue) -> Select[Service]:
    return select(Service).where(Service.venue_id == venue.id, Service.active).options(*WITH_STAFF)


def services_sold(venue_ids: Collection[int]) -> defaultdict[int, list[Service]]:
    """Return the active services of each venue, in its order. Four statements."""
    found: defaultdict[int, list[Service]] = defaultdict(list)
    for service in session.scalars(
        select(Service)
        .where(Service.venue_id.in_(venue_ids), Service.active)
        .options(*WITH_STAFF)
        .order_by(Service.position)
    ):
        found[service.venue_id].append(service)
    return found
