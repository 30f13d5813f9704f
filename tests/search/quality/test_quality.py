"""How good the order is that people see: sixty questions, judged, on a small corpus that can be read.

Relevance is by rules, so that a reader can check it. What a question asks for is

- a kind of venue ("massage"): 3 for a venue of that kind, 2 for another that sells such a service;
- a part of one ("massage/deep-tissue"): 3 for a venue of that kind which sells it, 2 for another which does;
- a service by its title: 3 for who sells it;
- a venue by its name: 3 for that one.

Where a place was named, what is in another town counts one less.
"""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from math import log2
from pathlib import Path
from typing import Any

from search.documents import City, Near, Offer, SearchDocument, SearchQuery
from search.geo import Point, miles_between
from search.protocol import SearchIndex
from tests.search.samples import NOW, next_version

HERE = Path(__file__).parent
WANTED = 0.9
SHOWN = 10

Row = Mapping[str, Any]

# The kind that a category of services is a part of, where it is of one.
KIND_OF = {
    **dict.fromkeys(("relaxation-massage", "deep-tissue", "hot-stone", "prenatal-massage"), "massage"),
    **dict.fromkeys(("thai-massage", "lymphatic", "reflexology"), "massage"),
    **dict.fromkeys(("classic-facial", "peel", "brows-lashes"), "facial"),
    **dict.fromkeys(("manicure", "pedicure"), "nails"),
    **dict.fromkeys(("haircut", "hair-color", "styling"), "hair"),
    "beard": "barber",
}
STATES = {"OR": "Oregon", "NY": "New York", "TX": "Texas", "IL": "Illinois"}
ZONES = {"OR": "America/Los_Angeles", "NY": "America/New_York", "TX": "America/Chicago", "IL": "America/Chicago"}


@cache
def rows(name: str) -> Sequence[Row]:
    found: Sequence[Row] = json.loads((HERE / f"{name}.json").read_text())
    return found


def document(row: Row) -> SearchDocument:
    name, state = row["city"].split(", ")
    categories = {service["category"].replace("-", " ") for service in row["services"]}
    return SearchDocument(
        id=row["id"],
        version=next_version(),
        name=row["name"],
        keywords=" ".join((row["label"], *sorted(categories), name, state, STATES[state])),
        kind=row["category"],
        city=City(name, state),
        point=Point(*row["point"]),
        zone=ZONES[state],
        rating=row["rating"],
        offers=tuple(
            Offer(100 * row["id"] + n, kinds(service), service["title"], 9000)
            for n, service in enumerate(row["services"])
        ),
    )


def kinds(service: Row) -> frozenset[str]:
    return frozenset({service["category"], KIND_OF.get(service["category"], service["category"])})


def relevance(question: Row, venue: Row) -> int:
    found = fitness(question["asks"], venue)
    elsewhere = "near" in question and question["near"] != venue["city"]
    return max(0, found - 1) if elsewhere else found


def fitness(asks: Row, venue: Row) -> int:
    if "name" in asks:
        return 3 * (venue["name"] == asks["name"])
    if "title" in asks:
        return 3 * any(service["title"] == asks["title"] for service in venue["services"])
    kind, _, part = asks["of"].partition("/")
    sells = any((part or kind) in kinds(service) for service in venue["services"])
    at_home = venue["category"] == kind and (sells or not part)
    return 3 if at_home else 2 if sells else 0


def ndcg(gains: Sequence[int], ideal: Sequence[int]) -> float:
    def dcg(found: Sequence[int]) -> float:
        return sum((2**gain - 1) / log2(place + 2) for place, gain in enumerate(found[:SHOWN]))

    return dcg(gains) / dcg(sorted(ideal, reverse=True))


def asked(question: Row) -> SearchQuery:
    near = question.get("near")
    middle = next((Point(*venue["point"]) for venue in rows("venues") if venue["city"] == near), None)
    return SearchQuery(
        asked_at=NOW,
        text=question["text"],
        near=Near(middle, question["miles"]) if middle else None,
        size=SHOWN,
    )


def test_what_is_judged_is_sixty_questions_of_every_sort() -> None:
    sorts = {question["kind"] for question in rows("questions")}
    assert len(rows("questions")) == 60
    assert sorts == {"misspelt", "plural", "synonym", "place + service", "name"}
    assert all(any(relevance(question, venue) for venue in rows("venues")) for question in rows("questions"))


def test_what_people_mean_comes_first(index: SearchIndex) -> None:
    index.put([document(row) for row in rows("venues")])
    venues = {row["id"]: row for row in rows("venues")}
    scores = {}
    for question in rows("questions"):
        # Only what is near enough can be found.
        near = asked(question).near
        ideal = [relevance(question, row) for row in rows("venues") if near is None or is_near(near, row)]
        gains = [relevance(question, venues[id]) for id in index.search(asked(question)).ids]
        scores[question["text"], question.get("near", "")] = ndcg(gains, ideal)
    worst = sorted(scores.items(), key=lambda scored: scored[1])[:10]
    assert sum(scores.values()) / len(scores) > WANTED, worst


def is_near(near: Near, venue: Row) -> bool:
    return miles_between(near.point, Point(*venue["point"])) <= near.miles
