from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from app.core.db import session
from app.core.errors import NotFound
from app.facilities.errors import FacilityErrorCode
from app.facilities.models import Facility
from app.venues.models import Venue


def facilities_of(venue: Venue) -> Sequence[Facility]:
    """List a venue's rooms and equipment in its order, with their resources. One statement."""
    return session.scalars(
        select(Facility)
        .where(Facility.venue_id == venue.id, Facility.removed_at.is_(None))
        .order_by(Facility.kind.desc(), Facility.position, Facility.id)
        .options(joinedload(Facility.resource))
    ).all()


def has_facilities(venue: Venue) -> bool:
    """Return whether a venue lists any room or equipment. One statement."""
    listed = select(Facility.id).where(Facility.venue_id == venue.id, Facility.removed_at.is_(None))
    return bool(session.scalar(select(listed.exists())))


def facility_of(venue: Venue, key: str) -> Facility:
    """Return a room or equipment of this venue, with its resource. Raises NotFound."""
    found = session.scalar(
        select(Facility)
        .where(Facility.venue_id == venue.id, Facility.key == key, Facility.removed_at.is_(None))
        .options(joinedload(Facility.resource))
    )
    if found is None:
        raise NotFound(FacilityErrorCode.NO_SUCH_FACILITY)
    return found


def facility_names(resource_ids: Collection[int]) -> dict[int, str]:
    """Return the names of rooms and equipment by resource id; other resources are left out. One statement."""
    found = session.execute(select(Facility.resource_id, Facility.name).where(Facility.resource_id.in_(resource_ids)))
    return {row.resource_id: row.name for row in found}


def is_facility(resource_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Match resources that are rooms or equipment, whether or not they were removed."""
    return resource_id.in_(select(Facility.resource_id))
