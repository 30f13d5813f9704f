"""The recorded questions of the search benchmarks, in data/queries.jsonl, which is written from a seed by

    python -m tests.benchmarks.questions

With another seed it writes another thousand of the same kind. Each line is one question: its group, the values of its
SearchQuery, and the place as a guest types it. Days count from the day on which the question is asked.
"""

import json
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from app.demo import tables
from app.setup import lists
from search.documents import FreeAt, Near, PriceRange, SearchQuery, Sort
from search.geo import Box, Point
from tests.benchmarks.venues import Spot, chosen, name_words, spots

FILE = Path(__file__).parent / "data" / "queries.jsonl"
PAGE_SIZE = 12
MILES = (5, 10, 25, 25, 25, 50, 100)
PARTS = ((0, 12), (12, 17), (17, 24), (0, 24))
SEED = 7

Line = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Question:
    """A recorded question, as asked at a given instant."""

    group: str
    query: SearchQuery
    place: str  # as typed; "" for none


def questions(number: int, *, at: datetime) -> list[Question]:
    """Return up to `number` recorded questions, the same random ones each time. The date of `at` is day 0."""
    lines = FILE.read_text().splitlines()
    chosen_ones = sorted(random.Random(SEED).sample(range(len(lines)), min(number, len(lines))))
    return [question(json.loads(lines[place]), at) for place in chosen_ones]


def question(line: Mapping[str, Any], at: datetime) -> Question:
    near, box, prices, free = (line.get(name) for name in ("near", "box", "prices", "free"))
    first = at.date() + timedelta(days=free["day"]) if free else at.date()
    query = SearchQuery(
        at=at,
        text=line.get("text", ""),
        categories=frozenset(line.get("categories", ())),
        kinds=frozenset(line.get("kinds", ())),
        tags=frozenset(line.get("tags", ())),
        near=Near(Point(*near["point"]), near["miles"]) if near else None,
        box=Box(Point(*box[:2]), Point(*box[2:])) if box else None,
        prices=PriceRange(*prices) if prices else None,
        rating=line.get("rating"),
        guests=line.get("guests", 1),
        free_at=FreeAt(first, first + timedelta(days=free["days"] - 1), *free["hours"]) if free else None,
        deals=line.get("deals", False),
        open_now=line.get("open_now", False),
        sort=Sort(line["sort"]),
        page=line.get("page", 1),
        size=PAGE_SIZE,
    )
    return Question(line["group"], query, near["place"] if near else "")


def record(number: int = 1000) -> Iterator[Line]:
    """Yield `number` lines, with each group's share of them."""
    chance = random.Random(SEED)
    groups = [group for group, (share, _) in GROUPS.items() for _ in range(share)]
    for n in range(number):
        group = groups[n % len(groups)]
        line = {"group": group, **GROUPS[group][1](chance)}
        place = "near" in line
        usual = Sort.BEST if line.get("text") else Sort.NEAREST if place else Sort.SOONEST
        yield {**line, "sort": line.get("sort", usual)}


def of_text(chance: random.Random) -> Line:
    """Return a question for a category, a service, or a word of a venue's name."""
    known, _ = name_words()
    kind = chance.choice(list(tables.kinds().values()))
    title = chance.choice(chance.choice(kind.services).words)[0]
    text = chance.choice((kind.name, title, title.split()[0], known[chosen(chance, name_words())]))
    return {"text": text.replace(",", "").lower(), **mostly_near(chance)}


def of_typo(chance: random.Random) -> Line:
    """Return a text question with a typo in its longest word."""
    line = of_text(chance)
    word = max(line["text"].split(), key=len)
    place = chance.randrange(1, max(2, len(word) - 1))
    slipped = chance.choice(
        (
            word[:place] + word[place + 1 :],
            word[:place] + word[place] + word[place:],
            word[:place] + word[place + 1 : place + 2] + word[place : place + 1] + word[place + 2 :],
            word[:place] + chance.choice("aeirstn") + word[place + 1 :],
        )
    )
    return {**line, "text": line["text"].replace(word, slipped)}


def of_place(chance: random.Random) -> Line:
    return near(chance) if chance.random() < 0.7 else {"box": box(chance)}


def of_facets(chance: random.Random) -> Line:
    """Return a question with one to three filters, mostly near a place."""
    choices: list[Line] = [
        {"categories": [category(chance)]},
        {"categories": sorted({category(chance), category(chance)})},
        {"tags": sorted(chance.sample(sorted(lists.tags()), chance.choice((1, 1, 2))))},
        {"kinds": [chance.choice(sorted({kind.type for kind in tables.kinds().values()}))]},
        {"prices": chance.choice(([0, 6000], [5000, 12000], [15000, None]))},
        {"rating": chance.choice((4.0, 4.5))},
        {"guests": 2},
        {"deals": True},
        {"open_now": True},
        {"sort": chance.choice((Sort.PRICE, Sort.RATING, Sort.SOONEST))},
    ]
    line = mostly_near(chance)
    for choice in chance.sample(choices, chance.choice((1, 2, 2, 3))):
        line |= choice
    return line


def of_hours(chance: random.Random) -> Line:
    """Return a question for a day and hours, such as massage near Brooklyn on Saturday afternoon."""
    free = {"day": chance.randrange(14), "days": 1, "hours": chance.choice(PARTS)}
    if chance.random() < 0.2:
        free |= {"day": 0, "days": 14, "hours": chance.choice(PARTS[:3])}
    line: Line = {"free": free, **(near(chance) if chance.random() < 0.9 else {})}
    if chance.random() < 0.7:
        line["categories"] = [category(chance)]
    if chance.random() < 0.2:
        line["deals"] = True
    if chance.random() < 0.2:
        line["guests"] = 2
    return line


def of_depth(chance: random.Random) -> Line:
    """Return a question for a deep page, which hardly anyone but a search engine requests."""
    line: Line = {"categories": [category(chance)]} if chance.random() < 0.5 else {"text": "spa"}
    return {**line, **mostly_near(chance), "page": chance.choice((10, 20, 50, 100, 400, 800))}


def of_everything(chance: random.Random) -> Line:
    """Return a question with a category or with no filter at all, like the first search on the site."""
    return {"categories": [category(chance)]} if chance.random() < 0.5 else {}


def category(chance: random.Random) -> str:
    slug, kind = chance.choice(list(tables.kinds().items()))
    return chance.choice([slug, slug, *kind.parts])


def mostly_near(chance: random.Random) -> Line:
    return near(chance) if chance.random() < 0.8 else {}


def near(chance: random.Random) -> Line:
    spot = somewhere(chance)
    point = [spot.point.latitude, spot.point.longitude]
    return {"near": {"place": f"{spot.city} {spot.code}", "point": point, "miles": chance.choice(MILES)}}


def box(chance: random.Random) -> list[float]:
    """Return the corners of a map: south, west, north, east. Sizes range from part of a city to a state."""
    point, half = somewhere(chance).point, chance.choice((0.05, 0.2, 0.5, 2.0))
    south, north = max(-90.0, point.latitude - half), min(90.0, point.latitude + half)
    return [south, point.longitude - 1.4 * half, north, point.longitude + 1.4 * half]


def somewhere(chance: random.Random) -> Spot:
    return spots()[0][chosen(chance, spots())]


# For each group, its share of the questions in fiftieths.
GROUPS: Mapping[str, tuple[int, Callable[[random.Random], Line]]] = {
    "text": (11, of_text),
    "typos": (5, of_typo),
    "place": (11, of_place),
    "facets": (11, of_facets),
    "free at": (7, of_hours),
    "deep pages": (3, of_depth),
    "everything": (2, of_everything),
}

if __name__ == "__main__":
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text("".join(f"{json.dumps(line)}\n" for line in record()))
