"""Documents for tests, with every value that the test does not care about already believable."""

from datetime import UTC, date, datetime, time
from itertools import count

from search.documents import City, Offer, SearchDocument, SearchQuery, local_hour
from search.geo import Point

NOW = datetime(2026, 5, 14, 17, 0, tzinfo=UTC)  # Thursday, 10 AM in Portland, 1 PM in New York
TODAY = date(2026, 5, 14)
PORTLAND = Point(45.5152, -122.6784)
PORTLAND_OR = City("Portland", "OR")

_versions = count(1)


def next_version() -> int:
    return next(_versions)


def hours(day: date, first: int, last: int) -> tuple[int, ...]:
    """The local hours of a date, `last` not among them."""
    midnight = local_hour(datetime.combine(day, time()))
    return tuple(range(midnight + first, midnight + last))


def make_document(id: int, name: str = "Hazel Bodywork", **values: object) -> SearchDocument:
    """A massage venue in Portland that is free today from 10 to 20, unless told."""
    usual: dict[str, object] = {
        "version": next_version(),
        "keywords": "massage division portland oregon",
        "city": PORTLAND_OR,
        "point": PORTLAND,
        "zone": "America/Los_Angeles",
        "offers": (make_offer(),),
    }
    return SearchDocument(id=id, name=name, **{**usual, **values})  # type: ignore[arg-type]


def make_offer(category: str = "massage", **values: object) -> Offer:
    return Offer(category, **{"from_cents": 11000, "free": hours(TODAY, 10, 20), **values})  # type: ignore[arg-type]


def ask(**values: object) -> SearchQuery:
    return SearchQuery(**{"asked_at": NOW, **values})  # type: ignore[arg-type]
