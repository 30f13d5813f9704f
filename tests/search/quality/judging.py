"""Judged questions and their venues, as data that a reader can check.

Relevance follows rules. A question asks for

- a category ("of": "massage"): 3 for a venue of that category, 2 for another venue that sells such a service;
- a subcategory ("of": "massage/deep-tissue"): 3 for a venue of that category that sells it, 2 for another that does;
  a service with one of the titles "titled" belongs to it, too;
- a service ("title"): 3 for a venue that sells a service with this title;
- a venue ("name"): 3 for that venue, 0 for all others. A list of names: each of them.

A service counts only if it also matches the other conditions: "under" and "over" dollars, "guests" at once, free "on"
one of these dates, "by" a team member of this gender. With "near", a venue in another city scores one less. With
"within" (a city), a venue farther than 25 miles from it scores 0.

`price`, `guests` and `free_days` define what each service costs, for how many guests it is, and when it is free.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from math import log2
from pathlib import Path
from typing import Any

from search.documents import City, Offer, SearchDocument
from search.geo import Point, miles_between
from tests.search.samples import TODAY, hours, next_version

HERE = Path(__file__).parent
SHOWN = 10
MILES = 25

Row = Mapping[str, Any]

# Category of each subcategory; other categories have no subcategories.
PARENTS = {
    **dict.fromkeys(("relaxation-massage", "deep-tissue", "hot-stone", "prenatal-massage"), "massage"),
    **dict.fromkeys(("thai-massage", "lymphatic", "reflexology"), "massage"),
    **dict.fromkeys(("classic-facial", "peel", "brows-lashes"), "facial"),
    **dict.fromkeys(("manicure", "pedicure"), "nails"),
    **dict.fromkeys(("haircut", "hair-color", "styling"), "hair"),
    "beard": "barber",
}
STATES = {"OR": "Oregon", "NY": "New York", "TX": "Texas", "IL": "Illinois"}
ZONES = {"OR": "America/Los_Angeles", "NY": "America/New_York", "TX": "America/Chicago", "IL": "America/Chicago"}
DOLLARS = {
    "massage": 90,
    "facial": 80,
    "nails": 40,
    "hair": 70,
    "barber": 30,
    "hammam": 60,
    "sauna": 45,
    "waxing": 35,
    "acupuncture": 75,
    "float": 65,
    "yoga": 20,
    "fitness": 50,
}
DAYS = 14


@cache
def venues() -> Sequence[Row]:
    found: Sequence[Row] = json.loads((HERE / "venues.json").read_text())
    return found


@cache
def questions(kind: str) -> Sequence[Row]:
    """Load the questions of one file in `questions/`."""
    found: Sequence[Row] = json.loads((HERE / "questions" / f"{kind}.json").read_text())
    return found


def document(venue: Row) -> SearchDocument:
    """Return a venue's document in the same form as the application indexes it."""
    name, state = venue["city"].split(", ")
    names = {service["category"].replace("-", " ") for service in venue["services"]}
    return SearchDocument(
        id=venue["id"],
        version=next_version(),
        name=venue["name"],
        keywords=" ".join((venue["label"], *sorted(names), name, state, STATES[state])),
        kind=venue["category"],
        city=City(name, state),
        point=Point(*venue["point"]),
        zone=ZONES[state],
        rating=venue["rating"],
        offers=tuple(
            Offer(
                id=100 * venue["id"] + number,
                categories=categories(service),
                title=service["title"],
                cents=100 * price(venue, service),
                guests=guests(service),
                genders=genders(venue),
                free=tuple(hour for day in free_days(venue) for hour in hours(day, 9, 20, ZONES[state])),
            )
            for number, service in enumerate(venue["services"])
        ),
    )


def categories(service: Row) -> frozenset[str]:
    """Return the category of a service and its parent category."""
    return frozenset({service["category"], category_of(service)})


def category_of(service: Row) -> str:
    found: str = PARENTS.get(service["category"], service["category"])
    return found


def price(venue: Row, service: Row) -> int:
    """Return dollars for one guest: the price of the category plus 0 to 45 dollars in steps of 15, by the venue's
    id."""
    found: int = service.get("dollars", DOLLARS[category_of(service)] + 15 * (venue["id"] % 4))
    return found


def guests(service: Row) -> int:
    """Return how many guests can come at once: two for couples, eight for saunas and classes, else one."""
    if "for two" in service["title"].lower() or "couple" in service["title"].lower():
        return 2
    return 8 if category_of(service) in ("sauna", "yoga", "fitness") else 1


def free_days(venue: Row) -> list[date]:
    """Return the dates with free times from 9 AM to 8 PM: the next 14 days, without today if the venue's id is
    divisible by three, and without Saturdays and Sundays if it is divisible by four."""
    days = (TODAY + timedelta(days=number) for number in range(DAYS))
    return [
        day
        for day in days
        if not (day == TODAY and venue["id"] % 3 == 0) and not (day.weekday() >= 5 and venue["id"] % 4 == 0)
    ]


def genders(venue: Row) -> frozenset[str]:
    """Return the genders that the team members of a venue specified: only two venues in five have any."""
    return frozenset({0: {"woman"}, 1: {"man", "woman"}}.get(venue["id"] % 5, ()))


def relevance(question: Row, venue: Row) -> int:
    """Return how relevant a venue is to a question, from 0 to 3."""
    found = _fitness(question["asks"], venue)
    if "within" in question and miles_between(middle(question["within"]), Point(*venue["point"])) > MILES:
        return 0
    elsewhere = "near" in question and question["near"] != venue["city"]
    return max(0, found - 1) if elsewhere else found


def _fitness(asks: Row, venue: Row) -> int:
    if "name" in asks:
        names = [asks["name"]] if isinstance(asks["name"], str) else asks["name"]
        return 3 * (venue["name"] in names)
    sold = [service for service in venue["services"] if _suits(asks, venue, service)]
    if "title" in asks:
        return 3 * any(service["title"] == asks["title"] for service in sold)
    if "of" not in asks:
        return 3 * bool(sold)
    category, _, part = asks["of"].partition("/")
    titled = asks.get("titled", ())
    sells = any((part or category) in categories(service) or service["title"] in titled for service in sold)
    at_home = venue["category"] == category and sells
    return 3 if at_home else 2 if sells else 0


def _suits(asks: Row, venue: Row, service: Row) -> bool:
    """Return whether a service matches the conditions other than its category and title."""
    on = [date.fromisoformat(day) for day in asks.get("on", ())]
    return (
        asks.get("over", 0) <= price(venue, service) <= asks.get("under", 10_000)
        and asks.get("by") in {None, *genders(venue)}
        and guests(service) >= asks.get("guests", 1)
        and (not on or any(day in on for day in free_days(venue)))
    )


def middle(city: str) -> Point:
    """Return the location of the first venue of a city."""
    return next(Point(*venue["point"]) for venue in venues() if venue["city"] == city)


def ndcg(gains: Sequence[int], ideal: Sequence[int]) -> float:
    """Return the gain of the first SHOWN results, as a share of the best possible gain."""

    def dcg(found: Sequence[int]) -> float:
        return sum((2**gain - 1) / log2(place + 2) for place, gain in enumerate(found[:SHOWN]))

    return dcg(gains) / dcg(sorted(ideal, reverse=True))
