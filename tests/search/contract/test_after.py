"""Paging with a cursor from where a page ended, without a limit on the number of pages."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.cursor import read, written
from search.documents import DEEPEST, Near, SearchDocument, SearchQuery, Sort
from search.geo import Point
from search.protocol import SearchIndex
from tests.search import model
from tests.search.conftest import in_elasticsearch, in_postgresql
from tests.search.contract.test_model import fields, questions, venues
from tests.search.samples import PORTLAND, TODAY, ask, hours, make_document, make_offer, next_version
from tests.sizes import sized


def walked(index: SearchIndex, query: SearchQuery) -> list[int]:
    """Return the ids of all pages in order."""
    page = index.search(query)
    found = [*page.ids]
    while page.next:
        page = index.search(replace(query, after=page.next))
        assert page.ids
        found += page.ids
    return found


@settings(max_examples=sized(60, 10), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(venues, questions(), st.integers(1, 3))
def test_all_pages_together_contain_every_result_once(
    index: SearchIndex, known: tuple[SearchDocument, ...], query: SearchQuery, size: int
) -> None:
    index.remove(range(1, 10), version=next_version())
    index.put([SearchDocument(**{**fields(document), "version": next_version()}) for document in known])
    everything = model.search(known, replace(query, page=1, size=100)).ids
    assert walked(index, replace(query, page=1, size=size)) == [*everything]


KNOWN = [
    make_document(
        id,
        f"Hazel {'& Salt ' * (id % 3)}{id % 5}",
        # No engine stores these numbers exactly.
        rating=(None, 4.7, 3.3, 4.1)[id % 4],
        point=Point(PORTLAND.latitude + id * 0.0117, PORTLAND.longitude - (id % 7) * 0.0131),
        offers=(make_offer(title="Salt wrap" if id % 2 else "Hazel soak", cents=4000 + 700 * (id % 6)),),
    )
    for id in range(1, 24)
]


@pytest.fixture(scope="module")
def engines(database_url: str, elasticsearch_url: str) -> Iterator[tuple[SearchIndex, SearchIndex]]:
    """Yield both engines with the same venues, which tests only read."""
    with in_postgresql(database_url, apart=True) as one, in_elasticsearch(elasticsearch_url) as other:
        one.put(KNOWN)
        other.put(KNOWN)
        yield one, other


@pytest.mark.slow
@pytest.mark.parametrize("first", [0, 1])
@pytest.mark.parametrize("sort", Sort)
@pytest.mark.parametrize("text", ["", "hazel salt", "xyzzy hazel"])
def test_a_cursor_continues_in_the_other_engine(
    engines: tuple[SearchIndex, SearchIndex], first: int, sort: Sort, text: str
) -> None:
    query = ask(text=text, near=Near(PORTLAND, 100), sort=sort, size=3)
    page, found, number = engines[first].search(query), [], first
    while page.ids:
        found += page.ids
        number += 1
        page = engines[number % 2].search(replace(query, after=page.next)) if page.next else replace(page, hits=())
    assert found == [*model.search(KNOWN, replace(query, size=100)).ids]


def test_a_cursor_continues_after_its_venue_is_removed(index: SearchIndex) -> None:
    index.put([make_document(id) for id in range(1, 5)])
    ended = read(index.search(ask(size=2)).next or "")
    index.remove([2], version=next_version())
    for engine in ("postgresql", "elasticsearch", "another"):
        assert index.search(ask(size=2, after=written(ended._replace(engine=engine)))).ids == (3, 4)


def test_venues_without_price_rating_or_free_hours_come_last(index: SearchIndex) -> None:
    later = tuple(hour + 24 * 40 for hour in hours(TODAY, 10, 12))
    index.put(
        [
            make_document(1, offers=()),
            make_document(2, rating=4.0),
            make_document(3, rating=3.0, offers=(make_offer(cents=100, free=later),)),
        ]
    )
    assert walked(index, ask(sort=Sort.PRICE, size=1)) == [3, 2, 1]
    assert walked(index, ask(sort=Sort.RATING, size=1)) == [2, 3, 1]
    assert walked(index, ask(sort=Sort.SOONEST, size=1)) == [2, 1, 3]
    assert walked(index, ask(sort=Sort.NEAREST, near=Near(PORTLAND, 5), size=2)) == [1, 2, 3]


def test_the_last_page_has_no_cursor(index: SearchIndex) -> None:
    index.put([make_document(id) for id in range(1, 5)])
    assert index.search(ask(size=4)).next is None
    assert index.search(ask(size=2, page=2)).next is None
    assert index.search(ask(size=0)).next is None
    beyond = index.search(ask(size=100, page=DEEPEST // 100 + 1))
    assert (beyond.ids, beyond.total, beyond.next) == ((), 4, None)


def test_a_cursor_continues_after_a_numbered_page(index: SearchIndex) -> None:
    index.put([make_document(id) for id in range(1, 7)])
    second = index.search(ask(size=2, page=2))
    assert index.search(ask(size=2, after=second.next)).ids == (5, 6)


@pytest.mark.parametrize("after", ["", "x", "bm9uZQ==", "W10=", "WzEsMiwzLDQsNV0=", "é", "[" * 5000])
def test_an_invalid_cursor_is_refused(after: str) -> None:
    with pytest.raises(ValueError, match="page"):
        ask(after=after)


def test_a_cursor_is_refused_with_another_sort_order_or_a_page_number(index: SearchIndex) -> None:
    index.put([make_document(1), make_document(2)])
    after = index.search(ask(size=1)).next
    with pytest.raises(ValueError, match="same order"):
        ask(after=after, sort=Sort.PRICE)
    with pytest.raises(ValueError, match="no number"):
        ask(after=after, page=2)
