"""Venues grouped by the cells of a map: every engine groups them in the same way as a plain model."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.clusters import DEEPEST_ZOOM, MOST_CLUSTERS, Cell, Cluster, cell, precision
from search.documents import SearchDocument, SearchQuery
from search.geo import Box, Point
from search.protocol import SearchIndex
from tests.search import model
from tests.search.contract.test_model import documents, fields, questions
from tests.search.samples import PORTLAND, TODAY, ask, hours, make_document, make_offer, next_version
from tests.sizes import sized

ZOOMS = st.integers(0, DEEPEST_ZOOM)
# At the poles, the date line and elsewhere, away from each other and from the edges of cells.
CORNERS = [
    Point(90, 0),
    Point(89.9, 120),
    Point(-90, -180),
    Point(-89.9, 180),
    Point(85.06, 10),
    Point(-85.06, -10),
    Point(0.1, 180),
    Point(0.2, -180),
    Point(51.9, 179.9),
    Point(51.9, -179.9),
    Point(13.44, 144.79),
    Point(-14.27, -170.7),
    PORTLAND,
    Point(45.5154, -122.6786),
]


def modeled(known: Sequence[SearchDocument], query: SearchQuery, zoom: int) -> list[Cluster]:
    wanted = set(model.search(known, replace(query, page=1, size=100)).ids)
    cells: defaultdict[Cell, list[SearchDocument]] = defaultdict(list)
    for doc in known:
        if doc.id in wanted:
            cells[cell(doc.point, precision(zoom))].append(doc)
    return [cluster(query, found) for found in cells.values()]


def cluster(query: SearchQuery, found: Sequence[SearchDocument]) -> Cluster:
    prices = [offer.cents for doc in found for offer in model.fitting(query, doc, deals=query.deals)]
    deals = [offer.cents for doc in found for offer in model.fitting(query, doc, deals=True)]
    middle = Point(
        sum(doc.point.latitude for doc in found) / len(found), sum(doc.point.longitude for doc in found) / len(found)
    )
    lowest = min(prices, default=None)
    is_deal = lowest is not None and lowest == min(deals, default=None)
    return Cluster(middle, len(found), lowest, is_deal, found[0].id if len(found) == 1 else None)


def rounded(found: Sequence[Cluster]) -> list[tuple[object, ...]]:
    """Sort clusters and round their centers to a few feet, because engines store points with different precision. No
    center of these points is close to where rounding would change."""
    return sorted(
        (
            round(c.point.latitude + 3e-5, 4),
            round(c.point.longitude + 3e-5, 4),
            c.number,
            c.cents or 0,
            c.is_deal,
            c.id or 0,
        )
        for c in found
    )


@settings(max_examples=sized(60, 12), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.integers(0, 6).flatmap(lambda number: st.tuples(*(documents(id) for id in range(1, number + 1)))),
    st.lists(st.tuples(questions(), ZOOMS), min_size=1, max_size=3),
)
def test_an_engine_clusters_in_the_same_way_as_the_model(
    index: SearchIndex, known: tuple[SearchDocument, ...], query: list[tuple[SearchQuery, int]]
) -> None:
    index.remove(range(1, 10), version=next_version())
    index.put([SearchDocument(**{**fields(document), "version": next_version()}) for document in known])
    for question, zoom in query:
        assert rounded(index.clusters(question, zoom=zoom)) == rounded(modeled(known, question, zoom))


@pytest.mark.parametrize("zoom", [0, 1, 5, 9, 10, 16, DEEPEST_ZOOM])
def test_venues_at_the_poles_and_the_date_line_are_clustered(index: SearchIndex, zoom: int) -> None:
    known = [make_document(number, point=point) for number, point in enumerate(CORNERS, start=1)]
    index.put(known)
    found = index.clusters(ask(), zoom=zoom)
    assert rounded(found) == rounded(modeled(known, ask(), zoom))
    assert sum(cluster.number for cluster in found) == len(CORNERS)
    over = Box(Point(51, 179), Point(53, -179))
    assert [cluster.number for cluster in index.clusters(ask(box=over), zoom=zoom)] == [1, 1]


def test_clusters_split_as_the_map_is_zoomed_in(index: SearchIndex) -> None:
    index.put(
        [
            make_document(1, point=Point(45.50, -122.64), offers=(make_offer(cents=9000),)),
            make_document(2, point=Point(45.51, -122.65), offers=(make_offer(cents=7000),)),
            make_document(3, point=Point(30.27, -97.74), offers=()),
        ]
    )
    wide, near = (index.clusters(ask(), zoom=zoom) for zoom in (5, 14))
    assert [(found.number, found.cents, found.id) for found in wide] == [(2, 7000, None), (1, None, 3)]
    assert {(found.number, found.cents, found.id) for found in near} == {(1, 9000, 1), (1, 7000, 2), (1, None, 3)}


def test_a_cluster_price_is_a_deal_if_its_lowest_start_is_one(index: SearchIndex) -> None:
    cheaper = make_offer(cents=5000, deal=hours(TODAY, 18, 20))
    index.put([make_document(1, offers=(cheaper, make_offer("nails", cents=4000)))])
    (everything,) = index.clusters(ask(), zoom=12)
    (massage,) = index.clusters(ask(categories=frozenset({"massage"})), zoom=12)
    assert (everything.cents, everything.is_deal) == (4000, False)
    assert (massage.cents, massage.is_deal) == (5000, True)


def test_the_number_of_clusters_is_limited(index: SearchIndex) -> None:
    points = [Point(30 + number // 20 / 2, -120 + number % 20 * 2) for number in range(MOST_CLUSTERS + 20)]
    index.put([make_document(number, point=point) for number, point in enumerate(points, start=1)])
    index.put([make_document(1000, point=points[0])])
    found = index.clusters(ask(), zoom=18)
    assert len(found) == MOST_CLUSTERS
    assert found[0].number == 2


def test_clusters_interpret_words_in_the_same_way_as_search(index: SearchIndex) -> None:
    index.put([make_document(1), make_document(2, "Cedar", offers=())])
    assert [found.id for found in index.clusters(ask(text="masage"), zoom=12)] == [1]
    assert index.clusters(ask(text="zzzzzzzz"), zoom=12) == []


@pytest.mark.parametrize("zoom", [-1, DEEPEST_ZOOM + 1])
def test_an_invalid_zoom_is_refused(index: SearchIndex, zoom: int) -> None:
    with pytest.raises(ValueError, match="a zoom is from 0"):
        index.clusters(ask(), zoom=zoom)
