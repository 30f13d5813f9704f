"""The rooms and equipment of the demo owner's venue."""

from app.catalog.queries import services_of
from app.facilities.enums import FacilityKind
from app.facility_changes.actions import FacilityTerms, add_facility
from app.venues.models import Venue

ROOMS = (("Room 1", 1), ("Room 2", 1), ("Garden room", 1), ("Couples room", 2))


def add_rooms(venue: Venue) -> None:
    """Add rooms for the services with team members; their bookings get one as far as it is available then."""
    staffed = [service.id for service in services_of(venue) if service.is_staffed]
    for name, guests in ROOMS:
        terms = FacilityTerms(FacilityKind.ROOM, name, guests=guests, service_ids=staffed)
        add_facility(venue=venue, terms=terms)
