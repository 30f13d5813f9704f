"""Ranking of results for judged questions as guests type them: the application interprets the words first.

A question has the "text" of the search field and, optionally, "where": the text of the place field.
"""

from collections.abc import Iterable
from dataclasses import replace

from werkzeug.datastructures import MultiDict

from app.search_index.category_names import categories_of, category_name
from app.search_pages.criteria import Criteria, ListedCategory
from app.search_pages.parsed_query import read
from search.documents import SearchDocument, SearchPage
from search.protocol import SearchIndex
from tests.search.quality.judging import PARENTS, SHOWN, Row, categories, document, ndcg, questions, relevance, venues
from tests.search.samples import NOW

KINDS = {"categories": 20, "sentences": 110}
"""Number of questions of each kind, so that a lost file is noticed."""

WANTED = 0.93

NAMES = {"facial": "Facials", "relaxation-massage": "Relaxation massage", "hair-color": "Color", "thai-massage": "Thai"}


def known_categories() -> dict[str, ListedCategory]:
    """Return the categories of the venues, parents first, in the same form as the application reads them."""
    slugs = {slug for venue in venues() for service in venue["services"] for slug in categories(service)}
    return {
        slug: ListedCategory(NAMES.get(slug, slug.replace("-", " ").capitalize()), PARENTS.get(slug))
        for slug in sorted(slugs, key=lambda slug: (slug in PARENTS, slug))
    }


def in_named_categories(venue: SearchDocument) -> SearchDocument:
    """Add the categories that its titles name to a venue's services, in the same way as the application."""
    names = [category_name(slug, kind.name, (), kind.part_of) for slug, kind in known_categories().items()]
    return replace(
        venue,
        offers=tuple(
            replace(offer, categories=categories_of(offer.title, offer.categories, names)) for offer in venue.offers
        ),
    )


def criteria(question: Row) -> Criteria:
    args = MultiDict({"q": question["text"], "near": question.get("where", "")})
    return read(args, kinds=known_categories(), at=NOW).criteria


def first_page(index: SearchIndex, question: Row) -> SearchPage:
    return index.search(criteria(question).query(size=SHOWN))


def all_questions() -> Iterable[tuple[str, Row]]:
    return ((kind, question) for kind in KINDS for question in questions(kind))


def test_every_typed_question_has_a_relevant_venue() -> None:
    assert {kind: len(questions(kind)) for kind in KINDS} == KINDS
    pointless = [q for _, q in all_questions() if not any(relevance(q, venue) for venue in venues())]
    assert pointless == []


def test_relevant_venues_come_first_for_typed_questions(index: SearchIndex) -> None:
    index.put([in_named_categories(document(venue)) for venue in venues()])
    known = {venue["id"]: venue for venue in venues()}
    scores = {}
    for kind, question in all_questions():
        ideal = [relevance(question, venue) for venue in venues()]
        gains = [relevance(question, known[id]) for id in first_page(index, question).ids]
        scores[kind, question["text"], question.get("where", "")] = ndcg(gains, ideal)
    worst = sorted(scores.items(), key=lambda scored: scored[1])[:10]
    assert sum(scores.values()) / len(scores) >= WANTED, worst
