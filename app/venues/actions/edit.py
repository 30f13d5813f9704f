"""Actions behind the onboarding pages."""

from collections.abc import Collection
from dataclasses import dataclass

from app.core.db import session
from app.core.errors import DomainError
from app.taxonomy.models import Category, Tag
from app.venues.actions.details import set_tags
from app.venues.actions.reindex import schedule_reindex
from app.venues.actions.review import change, proposed_values
from app.venues.enums import VenueType
from app.venues.errors import VenueErrorCode
from app.venues.models import Venue
from app.venues.places import miles_from_zip_code, zip_area
from app.venues.queries import lock_venue, waiting_submission

# A ZIP code in the desert is large; a pin farther than this from its center is a mistake.
FARTHEST_PIN = 40.0  # miles


@dataclass(frozen=True, slots=True)
class Basics:
    name: str
    category: Category
    type: VenueType
    summary: str
    phone: str
    tags: Collection[Tag]


@dataclass(frozen=True, slots=True)
class VenueAddress:
    """An address in the USA and the position of its door in degrees, which the owner may have confirmed."""

    street: str
    city: str
    state: str
    postal_code: str
    latitude: float
    longitude: float
    position_confirmed: bool = False
    neighborhood: str = ""
    directions: str = ""
    arrival_note: str = ""


def edit_basics(*, venue: Venue, basics: Basics) -> bool:
    """Save the venue's basics. Returns True if its name or category waits for an admin."""
    lock_venue(venue)
    venue.type, venue.summary, venue.phone = basics.type, basics.summary, basics.phone
    set_tags(venue=venue, tags=basics.tags)
    return change(venue=venue, values={"name": basics.name, "category": basics.category.slug})


def edit_place(*, venue: Venue, place: VenueAddress) -> bool:
    """Save the venue's address, with the time zone of its pin. Returns True if the address waits for an admin.

    Raises DomainError for a ZIP code that does not exist or is in another state, and for a pin far from it or at sea.
    """
    refuse_bad_place(place)
    lock_venue(venue)
    venue.neighborhood, venue.directions, venue.arrival_note = place.neighborhood, place.directions, place.arrival_note
    address = {"street": place.street, "city": place.city, "state": place.state, "postal_code": place.postal_code}
    position = {
        "latitude": place.latitude,
        "longitude": place.longitude,
        "position_confirmed": place.position_confirmed,
    }
    schedule_reindex(venue.id)
    session.flush()
    return change(venue=venue, values={**address, **position})


def edit_position(*, venue: Venue, latitude: float, longitude: float, confirmed: bool) -> bool:
    """Move the venue's pin, and note whether its owner confirmed it. Returns True if the pin waits for an admin.

    Raises DomainError for a pin far from the ZIP code or at sea.
    """
    lock_venue(venue)
    standing = proposed_values(venue, waiting_submission(venue))
    _refuse_far_pin(standing["postal_code"], latitude, longitude)
    position = {"latitude": latitude, "longitude": longitude, "position_confirmed": confirmed}
    return change(venue=venue, values=position)


def refuse_bad_place(place: VenueAddress) -> None:
    refuse_bad_address(place)
    _refuse_far_pin(place.postal_code, place.latitude, place.longitude)


def refuse_bad_address(place: VenueAddress) -> None:
    """Raise DomainError for a ZIP code that does not exist or is in another state."""
    area = zip_area(place.postal_code)
    if area is None:
        raise DomainError(VenueErrorCode.NO_SUCH_ZIP_CODE, code=place.postal_code)
    if area.state != place.state:
        raise DomainError(
            VenueErrorCode.ZIP_CODE_OF_OTHER_STATE, code=place.postal_code, city=area.city, state=area.state
        )


def _refuse_far_pin(postal_code: str, latitude: float, longitude: float) -> None:
    area = zip_area(postal_code)
    miles = miles_from_zip_code(area, latitude, longitude) if area else 0
    if miles > FARTHEST_PIN:
        raise DomainError(VenueErrorCode.PIN_TOO_FAR, miles=f"{miles:,.0f}", code=postal_code)
