"""Suggestions of every engine while a guest types."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.documents import City, SearchDocument
from search.geo import Point, miles_between
from search.protocol import SearchIndex
from search.suggestions import (
    MOST_SUGGESTED,
    SuggestedService,
    SuggestedVenue,
    Suggestions,
    begins,
    suggests,
)
from search.text import fold
from tests.search.conftest import ENGINES, shared_index
from tests.search.samples import PORTLAND, PORTLAND_OR, make_document, make_offer, next_version
from tests.sizes import sized

AUSTIN_TX = City("Austin", "TX")
AUSTIN = Point(30.27, -97.74)
EASTPORT = Point(44.91, -66.99)
SOLD = ("Hot-stone massage", "Leg waxing", "Gel nails")


def names(index: SearchIndex, text: str, near: Point | None = None) -> list[str]:
    return [venue.name for venue in index.suggest(text, size=9, near=near).venues]


def titles(index: SearchIndex, text: str) -> list[str]:
    return [service.title for service in index.suggest(text, size=9).services]


def sells(id: int, *sold: str) -> SearchDocument:
    return make_document(id, offers=tuple(make_offer(title=title) for title in sold))


@pytest.fixture(scope="module", params=ENGINES)
def two(request: pytest.FixtureRequest) -> Iterator[SearchIndex]:
    with shared_index(request, [make_document(1), make_document(2, "Cedar & Salt", city=AUSTIN_TX)]) as index:
        yield index


@pytest.fixture(scope="module", params=ENGINES)
def selling(request: pytest.FixtureRequest) -> Iterator[SearchIndex]:
    with shared_index(request, [sells(1, *SOLD)]) as index:
        yield index


def test_an_empty_index_suggests_nothing(index: SearchIndex) -> None:
    assert index.suggest("massage", size=5) == Suggestions()


@pytest.mark.parametrize("text", ["", "   ", "💆", "' & ! | ( ) : * \\ <->", "%", "_", '"~^*?/'])
def test_text_without_words_suggests_nothing(two: SearchIndex, text: str) -> None:
    assert two.suggest(text, size=5) == Suggestions()


@pytest.mark.parametrize("text", ["x" * 10_000, "zzz", "hazel' OR '1'='1", "name:hazel~2^9", "مساج", "hazel cedar"])
def test_text_without_a_match_suggests_nothing(two: SearchIndex, text: str) -> None:
    assert two.suggest(text, size=5) == Suggestions()


@pytest.mark.parametrize("text", ["h", "HAZ", "hàzel", "hazel bo", "bodywork h", "  hazel,  ", "bodyw"])
def test_each_typed_word_must_begin_a_word_of_the_name(two: SearchIndex, text: str) -> None:
    assert two.suggest(text, size=5).venues == (SuggestedVenue(1, "Hazel Bodywork", PORTLAND_OR),)


@pytest.mark.parametrize(
    "text", ["mass", "massa", "massage", "massages", "massagi", "massaging", "hot mas", "stone", "rmt", "Massage, h"]
)
def test_a_partial_word_matches_any_form_it_could_become(selling: SearchIndex, text: str) -> None:
    assert titles(selling, text) == ["Hot-stone massage"]


@pytest.mark.parametrize(
    ("text", "title"), [("wax", 1), ("waxi", 1), ("waxing", 1), ("nail", 2), ("nails", 2), ("mani", 2), ("nail sal", 0)]
)
def test_synonyms_are_suggested_once_typed_completely(selling: SearchIndex, text: str, title: int) -> None:
    assert titles(selling, text) == ([SOLD[title]] if title else [])


def test_stop_words_count_only_at_the_beginning_of_a_name(index: SearchIndex) -> None:
    index.put([make_document(1, "The Good Comb"), make_document(2, "Comb the Valley"), make_document(3, "Theta Float")])
    assert names(index, "the") == ["The Good Comb", "Theta Float"]
    assert names(index, "comb the") == ["Comb the Valley", "The Good Comb"]
    assert names(index, "the comb") == ["Comb the Valley", "The Good Comb"]


def test_names_that_begin_with_the_text_come_first_then_alphabetically(index: SearchIndex) -> None:
    index.put(
        [
            make_document(1, "Willow Spa"),
            make_document(2, "Spa Zen"),
            make_document(3, "spa alder"),
            make_document(4, "Ash Spa"),
            make_document(5, "Spa Alder"),
        ]
    )
    assert names(index, "spa") == ["spa alder", "Spa Alder", "Spa Zen", "Ash Spa", "Willow Spa"]
    assert [venue.id for venue in index.suggest("spa", size=4).venues] == [3, 5, 2, 4]


def test_nearer_venues_are_suggested_before_the_alphabet_applies(index: SearchIndex) -> None:
    index.put(
        [
            make_document(1, "Spa Alder", point=EASTPORT),
            make_document(2, "Spa Birch", point=AUSTIN),
            make_document(3, "Ash Spa", point=AUSTIN),
            make_document(4, "Spa Zen", point=PORTLAND),
            make_document(5, "Elm Spa", point=PORTLAND),
        ]
    )
    assert names(index, "spa", near=PORTLAND) == ["Spa Zen", "Spa Birch", "Spa Alder", "Elm Spa", "Ash Spa"]
    # Across the date line.
    index.put(
        [make_document(6, "Spa Adak", point=Point(51.9, -179.9)), make_document(7, "Spa Fiji", point=Point(-18, 178))]
    )
    assert names(index, "spa", near=Point(51.9, 179.9))[0] == "Spa Adak"


def test_a_suggested_title_includes_its_number_of_venues(index: SearchIndex) -> None:
    index.put(
        [
            sells(1, "Massage, long", "Thai massage", "Thai massage"),
            sells(2, "thai  Massage", "Massage for two"),
            sells(3, "Massage for two", "Haircut"),
            sells(4, "Thai massage"),
        ]
    )
    found = index.suggest("massage", size=9).services
    assert [(fold(one.title), one.venues) for one in found] == [
        ("massage for two", 2),
        ("massage long", 1),
        ("thai massage", 3),
    ]
    assert len(index.suggest("massage", size=2).services) == 2


def test_removed_or_renamed_venues_are_no_longer_suggested(index: SearchIndex) -> None:
    index.put([make_document(1, offers=(make_offer(title="Foot soak"),)), sells(2, "Foot soak")])
    index.remove([2], version=next_version())
    assert index.suggest("foot", size=5).services == (SuggestedService("Foot soak", 1),)
    index.put([make_document(1, "Alder", offers=(make_offer(title="Hand soak"),))])
    assert index.suggest("hazel", size=5) == index.suggest("foot", size=5) == Suggestions()
    assert names(index, "ald") == ["Alder"]


@pytest.mark.parametrize("size", [0, -1, MOST_SUGGESTED + 1])
def test_an_invalid_number_of_suggestions_is_refused(index: SearchIndex, size: int) -> None:
    with pytest.raises(ValueError, match="suggestion"):
        index.suggest("massage", size=size)


# Random names and questions: every engine makes the same suggestions as a literal implementation of the rules.

WORDS = [
    "the",
    "Alder",
    "Alders",
    "spa",
    "Spas",
    "wax",
    "waxing",
    "massage",
    "massages",
    "body",
    "bodies",
    "nails",
    "ä",
]
TYPED = [*WORDS, "al", "s", "waxi", "massag", "bodie", "nail", "a", "t", "rmt", "mani"]
TITLES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)
POINTS = st.sampled_from([PORTLAND, AUSTIN, EASTPORT])


def model(documents: Sequence[SearchDocument], text: str, *, size: int, near: Point | None) -> Suggestions:
    venues = sorted(
        (doc for doc in documents if suggests(text, doc.name)),
        key=lambda doc: (
            not begins(text, doc.name),
            miles_between(near, doc.point) if near else 0,
            fold(doc.name),
            doc.id,
        ),
    )
    sold = Counter(title for doc in documents for title in {fold(offer.title) for offer in doc.offers})
    services = sorted(
        (title for title in sold if suggests(text, title)),
        key=lambda title: (not begins(text, title), -sold[title], title),
    )
    return Suggestions(
        tuple(SuggestedVenue(doc.id, doc.name, doc.city) for doc in venues[:size]),
        tuple(SuggestedService(title, sold[title]) for title in services[:size]),
    )


@settings(max_examples=sized(60, 12), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    venues=st.lists(st.tuples(TITLES, POINTS, st.lists(TITLES, max_size=3)), max_size=6),
    query=st.lists(
        st.tuples(st.lists(st.sampled_from(TYPED), max_size=3).map(" ".join), st.integers(1, 6), st.none() | POINTS),
        min_size=1,
        max_size=8,
    ),
)
def test_an_engine_makes_the_same_suggestions_as_the_model(
    index: SearchIndex,
    venues: list[tuple[str, Point, list[str]]],
    query: list[tuple[str, int, Point | None]],
) -> None:
    index.remove(range(1, 7), version=next_version())
    documents = [
        make_document(id, name, point=point, offers=tuple(make_offer(title=title) for title in sold))
        for id, (name, point, sold) in enumerate(venues, start=1)
    ]
    index.put(documents)
    for text, size, near in query:
        found = index.suggest(text, size=size, near=near)
        written = tuple(replace(one, title=fold(one.title)) for one in found.services)
        assert replace(found, services=written) == model(documents, text, size=size, near=near), (text, size, near)
