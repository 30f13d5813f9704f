"""Documents for tests, with a plausible default for every value that a test does not set."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from search.documents import City, Offer, SearchDocument, SearchQuery, hour_of
from search.geo import Point

NOW = datetime(2026, 5, 14, 17, 0, tzinfo=UTC)  # Thursday, 10 AM in Portland, 1 PM in New York
TODAY = date(2026, 5, 14)
PORTLAND = Point(45.5152, -122.6784)
PORTLAND_OR = City("Portland", "OR")

_versions, _offers = count(1), count(1)


def next_version() -> int:
    return next(_versions)


def hours(day: date, first: int, last: int, zone: str = "America/Los_Angeles") -> tuple[int, ...]:
    """Return the hours of a local date from `first` up to, but not including, `last`."""
    midnight = datetime.combine(day, time(), ZoneInfo(zone))
    return tuple(hour_of(midnight + timedelta(hours=hour)) for hour in range(first, last))


def make_document(id: int, name: str = "Hazel Bodywork", **values: object) -> SearchDocument:
    """Return a document of a massage venue in Portland that is free today from 10 AM to 8 PM by default."""
    usual: dict[str, object] = {
        "version": next_version(),
        "keywords": "division portland oregon",
        "kind": "massage",
        "city": PORTLAND_OR,
        "point": PORTLAND,
        "zone": "America/Los_Angeles",
        "offers": (make_offer(),),
    }
    return SearchDocument(id=id, name=name, **{**usual, **values})  # type: ignore[arg-type]


def make_offer(category: str = "massage", **values: object) -> Offer:
    usual: dict[str, object] = {
        "id": next(_offers),
        "title": category,
        "cents": 11000,
        "free": hours(TODAY, 10, 20),
    }
    return Offer(categories=frozenset([category]), **{**usual, **values})  # type: ignore[arg-type]


def ask(**values: object) -> SearchQuery:
    return SearchQuery(**{"at": NOW, **values})  # type: ignore[arg-type]
