"""The geocoder of the US Census Bureau: free, without a key, for addresses in the USA and its territories.

Its API is described at https://geocoding.geo.census.gov/geocoder/Geocoding_Services_API.html
"""

import json
import socket
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotInTime
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import BoundedSemaphore
from typing import Annotated
from urllib.parse import urlencode, urlsplit

from pydantic import BaseModel, Field, ValidationError

from app.venues.geocoder import AddressMatch, GeocoderDown

SECONDS = 2.0
LARGEST = 64 * 1024  # bytes; a match has about 700
MOST_MATCHES = 6
CHUNK = 16 * 1024
# The current addresses. Their coordinates are along the street, not at the building.
BENCHMARK = "Public_AR_Current"
DIRECTIONS = frozenset({"N", "S", "E", "W", "NE", "NW", "SE", "SW", "US"})

Text = Annotated[str, Field(max_length=200)]


class _Coordinates(BaseModel):
    x: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
    y: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]


class _Parts(BaseModel):
    city: Text
    state: Annotated[str, Field(pattern="^[A-Za-z]{2}$")]
    zip: Annotated[str, Field(pattern=r"^\d{5}$")]


class _Match(BaseModel):
    matchedAddress: Text  # noqa: N815  # the name in the answer
    coordinates: _Coordinates
    addressComponents: _Parts  # noqa: N815


class _Result(BaseModel):
    addressMatches: list[_Match]  # noqa: N815


class _Answer(BaseModel):
    result: _Result


class CensusGeocoder:
    """The geocoder at `url`. At most `at_once` requests wait for it at a time, so it cannot block all threads."""

    def __init__(self, url: str, *, at_once: int = 1, seconds: float = SECONDS) -> None:
        parts = urlsplit(url)
        self._secure, self._host, self._port = parts.scheme == "https", parts.hostname or "", parts.port
        self._path = f"{parts.path}/locations/onelineaddress"
        self._room = BoundedSemaphore(at_once)
        self._seconds = seconds

    def matches(self, address: str) -> Sequence[AddressMatch]:
        if not self._room.acquire(blocking=False):
            raise GeocoderDown("too many requests wait for it")
        try:
            content = self._fetch(urlencode({"address": address, "benchmark": BENCHMARK, "format": "json"}))
        finally:
            self._room.release()
        try:
            found = _Answer.model_validate(json.loads(content)).result.addressMatches
        except (ValidationError, ValueError, RecursionError) as error:
            raise GeocoderDown(f"its answer makes no sense: {type(error).__name__}") from None
        return list(dict.fromkeys(_as_match(one) for one in found))[:MOST_MATCHES]

    def _fetch(self, query: str) -> bytes:
        """Return the body of the answer. The name look-up has no time limit of its own, so a thread does the work."""
        kind = HTTPSConnection if self._secure else HTTPConnection
        connection = kind(self._host, self._port, timeout=self._seconds)
        deadline = time.monotonic() + self._seconds
        pool = ThreadPoolExecutor(1)
        try:
            return pool.submit(_exchange, connection, f"{self._path}?{query}", deadline).result(self._seconds)
        except (NotInTime, TimeoutError):
            _cut(connection)
            raise GeocoderDown("no answer in time") from None
        except (OSError, HTTPException, ValueError) as error:
            raise GeocoderDown(f"no answer: {type(error).__name__}") from None
        finally:
            pool.shutdown(wait=False)


def _exchange(connection: HTTPConnection, target: str, deadline: float) -> bytes:
    try:
        connection.request("GET", target, headers={"User-Agent": "CozyWish", "Accept": "application/json"})
        answer = connection.getresponse()
        if answer.status != 200:
            raise GeocoderDown(f"status {answer.status}")
        content = bytearray()
        while chunk := answer.read1(CHUNK):
            content += chunk
            if len(content) > LARGEST:
                raise GeocoderDown("its answer is too large")
            if time.monotonic() > deadline:
                raise TimeoutError
        return bytes(content)
    finally:
        connection.close()


def _cut(connection: HTTPConnection) -> None:
    """End a request that takes too long, so that its thread ends as well."""
    if connection.sock is not None:
        with suppress(OSError):
            connection.sock.shutdown(socket.SHUT_RDWR)


def _as_match(found: _Match) -> AddressMatch:
    parts = found.addressComponents
    street = found.matchedAddress.split(",", 1)[0]
    return AddressMatch(
        street=_readable(street),
        city=_readable(parts.city),
        state=parts.state.upper(),
        postal_code=parts.zip,
        latitude=round(found.coordinates.y, 5),
        longitude=round(found.coordinates.x, 5),
    )


def _readable(text: str) -> str:
    """Return a text that is all in capitals as people write it: 3128 SE Division St."""
    return " ".join(word if word in DIRECTIONS else word.capitalize() for word in text.split())
