"""Finding the position of an address: end the request's transaction, ask the geocoder, choose a position.

No transaction is open during the request to the geocoder: the `session.commit()` before it is part of the steps. The
caller saves the position, and commits, as any view does.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.core.db import session
from app.core.errors import DomainError
from app.core.logs import log
from app.venues.actions.edit import FARTHEST_PIN, VenueAddress
from app.venues.enums import LookupOutcome
from app.venues.geocoder import AddressMatch, GeocoderDown, geocoder
from app.venues.places import miles_from_zip_code, zip_area, zone_at


@dataclass(frozen=True, slots=True)
class AddressLookup:
    """What the geocoder found. `elsewhere` is a match that is not in the ZIP code's state, or far from it."""

    outcome: LookupOutcome
    matches: Sequence[AddressMatch] = ()
    elsewhere: AddressMatch | None = None


def look_up(place: VenueAddress) -> AddressLookup:
    """Ask the geocoder for an address. Commits first, so nothing may be half done."""
    session.commit()

    found = geocoder()
    if found is None:
        return AddressLookup(LookupOutcome.OFF)
    try:
        matches = found.matches(f"{place.street}, {place.city}, {place.state} {place.postal_code}")
    except GeocoderDown as trouble:
        log.warning("geocoder did not answer", reason=str(trouble))
        return AddressLookup(LookupOutcome.NO_ANSWER)

    near = [match for match in matches if is_near(place.postal_code, match)]
    if not near:
        elsewhere = next(iter(matches), None)
        return AddressLookup(LookupOutcome.ELSEWHERE if elsewhere else LookupOutcome.NONE, elsewhere=elsewhere)
    return AddressLookup(LookupOutcome.ONE if len(near) == 1 else LookupOutcome.SEVERAL, near)


def is_near(postal_code: str, match: AddressMatch) -> bool:
    """Return whether a match can be the address: on land, in the ZIP code's state, and not far from its center."""
    area = zip_area(postal_code)
    if area is None or match.state != area.state:
        return False
    try:
        zone_at(match.latitude, match.longitude)
    except DomainError:
        return False
    return miles_from_zip_code(area, match.latitude, match.longitude) <= FARTHEST_PIN


def position_after(
    found: AddressLookup, postal_code: str, former_code: str, confirmed: tuple[float, float] | None
) -> tuple[float, float]:
    """Return where the pin of a new address goes: to the only match, or else to the center of its ZIP code.

    `confirmed` is the confirmed pin of the former address, if there is one. It stays if the ZIP code does, because it
    is closer than the center.
    """
    if found.outcome is LookupOutcome.ONE:
        return found.matches[0].latitude, found.matches[0].longitude
    area = zip_area(postal_code)
    if area is None:
        raise ValueError(f"no such ZIP code: {postal_code}")
    if confirmed is not None and former_code[:5] == area.code:
        return confirmed
    return area.latitude, area.longitude
