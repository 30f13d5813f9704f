"""Extreme and odd questions: both engines answer everything that SearchQuery accepts, in the same way."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.documents import (
    LEAST_MILES,
    LONGEST_DAYS,
    MOST_CENTS,
    MOST_GUESTS,
    WIDEST_MILES,
    FreeAt,
    Near,
    PriceRange,
    SearchQuery,
    Sort,
)
from search.geo import Box, Point
from search.protocol import SearchIndex
from tests.search.conftest import ENGINES, shared_index
from tests.search.model import search
from tests.search.odd import LATITUDES, LONGITUDES, TEXTS, texts
from tests.search.samples import NOW, ask, make_document, make_offer
from tests.sizes import sized

DOCUMENTS = [
    make_document(1, "Hazel Bodywork"),
    make_document(2, "North", point=Point(90, 0)),
    make_document(3, "Suva", point=Point(-18.1, 180), zone="Pacific/Guam"),
    make_document(4, "Taveuni", point=Point(-16.8, -180), offers=(make_offer("nails"),)),
    make_document(5, "Null", point=Point(0, 0), offers=()),
]


@pytest.fixture(scope="module", params=ENGINES)
def index(request: pytest.FixtureRequest) -> Iterator[SearchIndex]:
    with shared_index(request, DOCUMENTS) as index:
        yield index


points = st.builds(Point, st.sampled_from(LATITUDES), st.sampled_from(LONGITUDES))
nears = st.builds(Near, points, st.sampled_from([LEAST_MILES, 0.5, 25.0, float(WIDEST_MILES)]))
days = st.sampled_from([date(1970, 1, 2), date(2026, 3, 8), date(2026, 5, 14), date(2026, 11, 1), date(2199, 12, 31)])
stretches = st.builds(
    lambda first, more, hour: FreeAt(first, first + timedelta(days=more), hour, 24),
    days,
    st.integers(0, LONGEST_DAYS - 1),
    st.integers(0, 23),
)


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    south, north = sorted((draw(st.sampled_from(LATITUDES)), draw(st.sampled_from(LATITUDES))))
    return Box(Point(south, draw(st.sampled_from(LONGITUDES))), Point(north, draw(st.sampled_from(LONGITUDES))))


@st.composite
def questions(draw: st.DrawFn) -> SearchQuery:
    near = draw(st.none() | nears)
    sorts = [sort for sort in Sort if near or sort is not Sort.NEAREST]
    return ask(
        text=draw(texts),
        near=near,
        box=draw(st.none() | boxes()),
        free_at=draw(st.none() | stretches),
        prices=draw(st.none() | st.just(PriceRange(0, 0)) | st.just(PriceRange(MOST_CENTS, MOST_CENTS))),
        guests=draw(st.sampled_from([1, 2, MOST_GUESTS])),
        rating=draw(st.sampled_from([None, -1.0, 0.0, 5.0, 1e30])),
        categories=draw(st.frozensets(texts, max_size=2)),
        tags=draw(st.frozensets(texts, max_size=2)),
        sort=draw(st.sampled_from(sorts)),
        page=draw(st.sampled_from([1, 2, 501, 10**9])),
        size=draw(st.sampled_from([0, 1, 20, 100])),
    )


@settings(
    max_examples=sized(150, 20),
    deadline=timedelta(seconds=3),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(questions())
def test_every_odd_question_gets_the_answer_of_the_model(index: SearchIndex, query: SearchQuery) -> None:
    found, expected = index.search(query), search(DOCUMENTS, query)
    if found.read_as is None:
        assert (found.total, found.facets) == (expected.total, expected.facets)
    assert len(found.ids) <= query.size
    assert set(found.ids) <= {document.id for document in DOCUMENTS}
    clusters = index.clusters(query, zoom=3)
    assert sum(cluster.number for cluster in clusters) == found.total or found.read_as


@pytest.mark.parametrize("text", TEXTS)
def test_odd_text_never_breaks_suggestions_or_search(index: SearchIndex, text: str) -> None:
    assert len(index.suggest(text, size=5).venues) <= 5
    assert index.search(SearchQuery(at=NOW, text=text)).total <= len(DOCUMENTS)
