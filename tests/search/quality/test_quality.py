"""Ranking of results for judged questions in the form that search gets: words and, for some, a place."""

from search.documents import Near, SearchQuery
from search.geo import Point, miles_between
from search.protocol import SearchIndex
from tests.search.quality.judging import SHOWN, Row, document, middle, ndcg, questions, relevance, venues
from tests.search.samples import NOW

KINDS = {
    "misspelled": 12,
    "plurals": 10,
    "synonyms": 15,
    "near": 12,
    "names": 11,
    "letters": 30,
    "joins": 42,
    "exact-names": 20,
    "unknown": 32,
}
"""Number of questions of each kind, so that a lost file is noticed."""

WANTED = 0.93


def search_query(question: Row) -> SearchQuery:
    near = Near(middle(question["near"]), question["miles"]) if "near" in question else None
    return SearchQuery(at=NOW, text=question["text"], near=near, size=SHOWN)


def is_near(near: Near | None, venue: Row) -> bool:
    return near is None or miles_between(near.point, Point(*venue["point"])) <= near.miles


def test_every_judged_question_has_a_relevant_venue() -> None:
    assert {kind: len(questions(kind)) for kind in KINDS} == KINDS
    pointless = [
        question
        for kind in KINDS
        for question in questions(kind)
        if not any(relevance(question, venue) for venue in venues() if is_near(search_query(question).near, venue))
    ]
    assert pointless == []


def test_relevant_venues_come_first(index: SearchIndex) -> None:
    index.put([document(venue) for venue in venues()])
    known = {venue["id"]: venue for venue in venues()}
    scores = {}
    for kind in KINDS:
        for question in questions(kind):
            query = search_query(question)
            # Only venues within the radius can be found.
            ideal = [relevance(question, venue) for venue in venues() if is_near(query.near, venue)]
            gains = [relevance(question, known[id]) for id in index.search(query).ids]
            scores[kind, question["text"], question.get("near", "")] = ndcg(gains, ideal)
    worst = sorted(scores.items(), key=lambda scored: scored[1])[:10]
    assert sum(scores.values()) / len(scores) >= WANTED, worst
