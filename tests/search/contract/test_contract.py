"""The search contract of every engine, case by case."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from search.documents import City, FreeAt, Near, PriceRange, SearchPage, Sort
from search.geo import Box, Point
from search.protocol import SearchIndex
from tests.search.conftest import ENGINES, shared_index
from tests.search.samples import NOW, PORTLAND, PORTLAND_OR, TODAY, ask, hours, make_document, make_offer, next_version

AUSTIN_TX = City("Austin", "TX")
GRESHAM_OR = City("Gresham", "OR")
NEAR = Near(PORTLAND, 25)
EAST = "America/New_York"


def found(index: SearchIndex, **values: object) -> list[int]:
    return list(index.search(ask(**values)).ids)


TWO = [make_document(1, "Hazel Bodywork"), make_document(2, "Cedars Hammam", keywords="steam")]


@pytest.fixture(scope="module", params=ENGINES)
def two(request: pytest.FixtureRequest) -> Iterator[SearchIndex]:
    with shared_index(request, TWO) as index:
        yield index


def test_an_empty_index_finds_nothing(index: SearchIndex) -> None:
    page = index.search(ask(text="massage", near=NEAR, deals=True, open_now=True, sort=Sort.SOONEST))
    assert (page.ids, page.total, page.facets.categories) == ((), 0, {})
    assert (page.facets.deals, page.facets.open_now) == (0, 0)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("hazel", [1]),
        ("HÄZEL bodyworks", [1]),
        ("massages in a division", [1]),
        ("mass", [1, 2]),
        ("division hazel", [1]),
        ("cedar's hammam", [2]),
        ("  ", [1, 2]),
        ("💆", [1, 2]),
        ("' & ! | ( ) : * \\ <->", [1, 2]),
        ("x" * 10_000, []),
    ],
)
def test_each_query_word_matches_the_beginning_of_a_venue_word(two: SearchIndex, text: str, ids: list[int]) -> None:
    assert sorted(found(two, text=text)) == ids


def test_a_matching_name_ranks_above_matching_keywords(index: SearchIndex) -> None:
    index.put([make_document(1, "Alder", keywords="cedar wood"), make_document(2, "Cedar", keywords="")])
    assert found(index, text="cedar") == [2, 1]


def test_distance_limits_and_sorts_results(index: SearchIndex) -> None:
    index.put(
        [
            make_document(1, point=Point(45.50, -122.43)),  # 12 miles east
            make_document(2, point=Point(45.52, -122.66)),  # 1 mile
            make_document(3, point=Point(44.05, -121.31)),  # Bend, 120 miles
        ]
    )
    assert found(index, near=NEAR, sort=Sort.NEAREST) == [2, 1]
    assert found(index, near=Near(PORTLAND, 5)) == [2]
    assert found(index, near=Near(PORTLAND, 200)) == [2, 1, 3]


@pytest.mark.parametrize(
    ("here", "there"), [(Point(51.9, 179.9), Point(51.9, -179.9)), (Point(90, 0), Point(89.9, 77))]
)
def test_near_works_across_the_date_line_and_the_pole(index: SearchIndex, here: Point, there: Point) -> None:
    index.put([make_document(1, point=there)])
    assert found(index, near=Near(here, 20)) == [1]


def test_free_at_uses_the_time_zone_of_the_venue(index: SearchIndex) -> None:
    index.put(
        [
            make_document(1, offers=(make_offer(free=hours(TODAY, 14, 16)),)),
            make_document(2, zone=EAST, offers=(make_offer(free=hours(TODAY, 14, 16, EAST)),)),
        ]
    )
    assert found(index, free_at=FreeAt(TODAY, TODAY, 12, 17)) == [1, 2]
    assert found(index, free_at=FreeAt(TODAY, TODAY, 16, 24)) == []
    # The question is asked at 3:30 PM in Portland, when the afternoon is already over in New York.
    later = datetime(2026, 5, 14, 22, 30, tzinfo=UTC)  # 3:30 PM in Portland, 6:30 PM in New York
    assert found(index, at=later, free_at=FreeAt(TODAY, TODAY, 12, 17)) == [1]


@pytest.mark.parametrize(("hour", "ids"), [(11, []), (12, [1]), (16, [1]), (17, [])])
def test_requested_hours_are_half_open_on_the_first_and_the_last_day(
    index: SearchIndex, hour: int, ids: list[int]
) -> None:
    last = TODAY + timedelta(days=2)
    for day in (TODAY, last):
        index.put([make_document(1, offers=(make_offer(free=hours(day, hour, hour + 1)),))])
        assert found(index, free_at=FreeAt(TODAY, last, 12, 17)) == ids


def test_past_hours_are_not_free(index: SearchIndex) -> None:
    index.put([make_document(1, offers=(make_offer(free=hours(TODAY, 10, 12), deal=hours(TODAY, 10, 11)),))])
    assert found(index, free_at=FreeAt(TODAY, TODAY), at=NOW + timedelta(minutes=119)) == [1]
    assert found(index, free_at=FreeAt(TODAY, TODAY), at=NOW + timedelta(hours=2)) == []
    assert found(index, deals=True, at=NOW + timedelta(hours=1)) == []


def test_deals_must_be_within_the_requested_hours(index: SearchIndex) -> None:
    index.put([make_document(1, offers=(make_offer(deal=hours(TODAY, 18, 20)),)), make_document(2)])
    assert found(index, deals=True) == [1]
    assert found(index, deals=True, free_at=FreeAt(TODAY, TODAY, 17, 24)) == [1]
    assert found(index, deals=True, free_at=FreeAt(TODAY, TODAY, 12, 17)) == []
    assert found(index, deals=True, at=NOW + timedelta(hours=10)) == []


def test_a_deal_counts_only_in_its_own_category(index: SearchIndex) -> None:
    index.put([make_document(1, offers=(make_offer(), make_offer("sauna", deal=hours(TODAY, 18, 20))))])
    assert found(index, deals=True, categories=frozenset({"massage"})) == []
    assert found(index, deals=True, categories=frozenset({"massage", "sauna"})) == [1]


def test_opening_intervals_are_half_open(index: SearchIndex) -> None:
    index.put([make_document(1, open=((NOW, NOW + timedelta(hours=1)),))])
    assert found(index, open_now=True) == [1]
    assert found(index, open_now=True, at=NOW + timedelta(hours=1)) == []
    assert found(index, open_now=True, at=NOW - timedelta(seconds=1)) == []


def test_soonest_compares_instants_across_time_zones(index: SearchIndex) -> None:
    index.put(
        [
            make_document(1, offers=(make_offer(free=hours(TODAY, 11, 12)),)),  # 11 AM in Portland
            make_document(2, zone=EAST, offers=(make_offer(free=hours(TODAY, 13, 14, EAST)),)),  # 10 AM in Portland
            make_document(3, offers=(make_offer(free=()),)),
        ]
    )
    assert found(index, sort=Sort.SOONEST) == [2, 1, 3]


def test_soonest_with_deals_sorts_by_the_first_discounted_hour(index: SearchIndex) -> None:
    index.put(
        [
            make_document(1, offers=(make_offer(free=hours(TODAY, 10, 20), deal=hours(TODAY, 18, 19)),)),
            make_document(2, offers=(make_offer(free=hours(TODAY, 12, 20), deal=hours(TODAY, 14, 15)),)),
        ]
    )
    assert found(index, sort=Sort.SOONEST) == [1, 2]
    assert found(index, sort=Sort.SOONEST, deals=True) == [2, 1]


def test_lowest_price_considers_only_the_requested_category(index: SearchIndex) -> None:
    index.put(
        [
            make_document(1, offers=(make_offer(cents=9000), make_offer("nails", cents=2000))),
            make_document(2, offers=(make_offer(cents=8000),)),
            make_document(3, offers=()),
        ]
    )
    assert found(index, sort=Sort.PRICE) == [1, 2, 3]
    assert found(index, sort=Sort.PRICE, categories=frozenset({"massage"})) == [2, 1]


def test_facets_ignore_their_own_filter(index: SearchIndex) -> None:
    index.put(
        [
            make_document(1, offers=(make_offer(deal=hours(TODAY, 12, 13)), make_offer("nails"))),
            make_document(2, city=GRESHAM_OR),
            make_document(3, city=AUSTIN_TX, offers=(make_offer("sauna"),), open=((NOW, NOW + timedelta(hours=1)),)),
        ]
    )
    page = index.search(ask(categories=frozenset({"massage"}), cities=frozenset({PORTLAND_OR})))
    assert (page.ids, page.total) == ((1,), 1)
    assert page.facets.categories == {"massage": 1, "nails": 1}
    assert page.facets.cities == {PORTLAND_OR: 1, GRESHAM_OR: 1}
    assert (page.facets.deals, page.facets.open_now) == (1, 0)


def test_pages_divide_the_results(index: SearchIndex) -> None:
    index.put([make_document(id, name=f"Venue {id}") for id in range(1, 8)])
    pages = [index.search(ask(page=page, size=3)) for page in (1, 2, 3, 4, 10**9)]
    assert [page.ids for page in pages] == [(1, 2, 3), (4, 5, 6), (7,), (), ()]
    assert {page.total for page in pages} == {7}
    assert index.search(ask(size=0)) == SearchPage((), 7, pages[0].facets)


def test_putting_a_document_again_replaces_it(index: SearchIndex) -> None:
    index.put([make_document(1, "Hazel", offers=(make_offer(), make_offer("nails")))])
    index.put([make_document(1, "Cedar")])
    assert found(index, text="hazel") == []
    assert found(index, text="cedar") == [1]
    assert index.search(ask()).facets.categories == {"massage": 1}


def test_an_older_version_never_overwrites_a_newer_one(index: SearchIndex) -> None:
    old, new, newest = (next_version() for _ in range(3))
    index.put([make_document(1, "New", version=new)])
    index.put([make_document(1, "Old", version=old)])
    index.remove([1], version=old)
    assert found(index, text="new") == [1]
    index.remove([1, 2], version=newest)
    index.put([make_document(1, "New", version=new), make_document(2, "Never there", version=old)])
    assert found(index) == []


def test_a_duplicate_id_is_refused(index: SearchIndex) -> None:
    with pytest.raises(ValueError, match="each id once"):
        index.put([make_document(1), make_document(1)])


def test_putting_or_removing_nothing_is_allowed(index: SearchIndex) -> None:
    index.put([])
    index.remove([], version=next_version())
    assert found(index) == []


def test_a_single_offer_must_match_all_filters(index: SearchIndex) -> None:
    cheap, room = make_offer("nails", cents=2000), make_offer("sauna", cents=9000, guests=4)
    index.put([make_document(1, offers=(cheap, room)), make_document(2, offers=())])
    assert found(index) == [1, 2]
    assert found(index, prices=PriceRange(highest=2000)) == [1]
    assert found(index, prices=PriceRange(highest=2000), guests=2) == []
    assert found(index, guests=4) == [1]
    assert found(index, guests=5) == []
    assert found(index, categories=frozenset({"sauna"}), prices=PriceRange(highest=2000)) == []


def test_a_hit_lists_its_matching_offers_in_order(index: SearchIndex) -> None:
    deep, hot, cut = (
        make_offer(title="Deep tissue massage", cents=12000),
        make_offer(title="Hot stone massage", cents=11000),
        make_offer("hair", title="Haircut", cents=4000),
    )
    index.put([make_document(1, offers=(deep, hot, cut))])

    def offers(**values: object) -> tuple[int, ...]:
        return index.search(ask(**values)).hits[0].offers

    assert offers() == (cut.id, hot.id, deep.id)
    assert offers(text="deep massage") == (deep.id, hot.id, cut.id)
    assert offers(categories=frozenset({"massage"})) == (hot.id, deep.id)


def test_venue_types_tags_and_ratings_filter_results(index: SearchIndex) -> None:
    index.put(
        [
            make_document(1, kind="sauna", tags=frozenset({"quiet", "parking"}), rating=4.5),
            make_document(2, tags=frozenset({"quiet"}), rating=3.0),
            make_document(3),
        ]
    )
    assert found(index, kinds=frozenset({"sauna"})) == [1]
    assert found(index, tags=frozenset({"quiet"})) == [1, 2]
    assert found(index, tags=frozenset({"quiet", "parking"})) == [1]
    assert found(index, rating=3.0) == [1, 2]
    assert found(index, sort=Sort.RATING) == [1, 2, 3]
    page = index.search(ask(kinds=frozenset({"sauna"})))
    assert page.facets.kinds == {"sauna": 1, "massage": 2}
    assert page.facets.tags == {"quiet": 1, "parking": 1}


def test_a_box_may_cross_the_date_line(index: SearchIndex) -> None:
    index.put([make_document(1, point=Point(51.9, 179.9)), make_document(2, point=Point(51.9, 170.0))])
    assert found(index, box=Box(Point(51, 179), Point(53, -179))) == [1]
    assert found(index, box=Box(Point(51, 169), Point(53, 180))) == [1, 2]


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [("masage", "massage"), ("Hazle", "hazel"), ("haezl bodwork", "hazel bodywork"), ("massage", None)],
)
def test_typos_are_corrected_to_known_words(index: SearchIndex, typed: str, read_as: str | None) -> None:
    index.put([make_document(1), make_document(2, "Cedar", offers=())])
    page = index.search(ask(text=typed))
    assert (page.ids, page.read_as) == ((1,), read_as)


def test_text_unlike_any_known_word_finds_nothing(index: SearchIndex) -> None:
    index.put([make_document(1)])
    page = index.search(ask(text="zzzzzzzz"))
    assert (page.ids, page.total, page.read_as) == ((), 0, None)


def test_synonyms_find_the_same_venues(index: SearchIndex) -> None:
    index.put([make_document(1, offers=(make_offer("nails", title="Gel nails"),)), make_document(2)])
    assert found(index, text="manicure") == found(index, text="nail salon") == [1]
