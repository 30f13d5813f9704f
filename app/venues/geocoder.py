"""The interface of the geocoder, which finds the position of an address. Only create_app selects its adapter."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, cast

from flask import current_app


class GeocoderDown(Exception):
    """The geocoder did not answer in time, or its answer makes no sense. The message is for the log."""


@dataclass(frozen=True, slots=True)
class AddressMatch:
    """An address that the geocoder knows, and its position in degrees."""

    street: str
    city: str
    state: str
    postal_code: str
    latitude: float
    longitude: float

    @property
    def address(self) -> str:
        return f"{self.street}, {self.city}, {self.state} {self.postal_code}"


class Geocoder(Protocol):
    def matches(self, address: str) -> Sequence[AddressMatch]:
        """Return the addresses that match one line of text, the best first; none if it is unknown.

        Takes two seconds at most. Raises GeocoderDown. No transaction may be open during the call.
        """


def geocoder() -> Geocoder | None:
    """Return the geocoder of the running application, or None if it has none."""
    return cast(Geocoder | None, current_app.extensions["geocoder"])
