"""Matching the words of a question to venues, with spelling variants, on every engine."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from search.documents import FreeAt, Near, Sort
from search.geo import Point
from search.protocol import SearchIndex
from tests.search.conftest import ENGINES, shared_index
from tests.search.samples import PORTLAND, TODAY, ask, hours, make_document, make_offer

NAMES = (
    *("Đẹp Nails", "Łaźnia Øst", "Æon Œuvre", "Þórr’s Straße", "Kāneʻohe Spa", "T.J.’s Cuts", "O’Malley Barbers"),
    *("24K Lash", "50/50 Barbers", "Zen Do", "Mani-pedi Stop", "D&D Nails", "A+ Nails", "In Bloom", "Hotstone House"),
    *("The Good Comb", "DD Nails", "Nail Plus"),
)
IDS = {name: id for id, name in enumerate(NAMES, start=1)}


NAMED = [make_document(id, name, keywords="", offers=()) for name, id in IDS.items()]
SOLD = (
    make_document(1, "Hazel", keywords="", offers=(make_offer(title="Massage"),)),
    make_document(2, "Löyly", keywords="sauna", offers=(make_offer(title="Sauna"), make_offer(title="Soak"))),
    make_document(3, "Palm", keywords="", offers=(make_offer(title="Thai massage"),)),
    make_document(4, "Hair of Elm, cut", keywords="sauna", offers=(make_offer(title="Pedicure"),)),
)


@pytest.fixture(scope="module", params=ENGINES)
def named(request: pytest.FixtureRequest) -> Iterator[SearchIndex]:
    with shared_index(request, NAMED) as index:
        yield index


@pytest.fixture(scope="module", params=ENGINES)
def selling(request: pytest.FixtureRequest) -> Iterator[SearchIndex]:
    with shared_index(request, SOLD) as index:
        yield index


@pytest.mark.parametrize(
    ("text", "name"),
    [
        *(("dep nails", "Đẹp Nails"), ("laznia ost", "Łaźnia Øst"), ("aeon oeuvre", "Æon Œuvre")),
        *(("thorrs strasse", "Þórr’s Straße"), ("þórr", "Þórr’s Straße"), ("kaneohe", "Kāneʻohe Spa")),
        *(("tjs cuts", "T.J.’s Cuts"), ("t j cuts", "T.J.’s Cuts"), ("o malley", "O’Malley Barbers")),
        *(("malley", "O’Malley Barbers"), ("O'Malleys", "O’Malley Barbers"), ("24 k lash", "24K Lash")),
        *(("5050", "50/50 Barbers"), ("50 50 barber", "50/50 Barbers"), ("zendo", "Zen Do")),
        *(("manipedi", "Mani-pedi Stop"), ("mani pedis", "Mani-pedi Stop"), ("d and d nails", "D&D Nails")),
        *(("a+ nails", "A+ Nails"), ("a plus nails", "A+ Nails"), ("inbloom", "In Bloom")),
        *(("hot stone house", "Hotstone House"), ("thegoodcomb", "The Good Comb"), ("good comb", "The Good Comb")),
    ],
)
def test_spelling_variants_and_joined_words_find_the_name(named: SearchIndex, text: str, name: str) -> None:
    page = named.search(ask(text=text))
    assert (page.ids[0], page.left_out, page.read_as) == (IDS[name], (), None)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        *(("dep", "Đẹp Nails"), ("laz", "Łaźnia Øst"), ("tjs", "T.J.’s Cuts"), ("o mal", "O’Malley Barbers")),
        *(("24 k", "24K Lash"), ("505", "50/50 Barbers"), ("zend", "Zen Do"), ("maniped", "Mani-pedi Stop")),
        *(("dd n", "D&D Nails"), ("a+", "A+ Nails"), ("a plus", "A+ Nails"), ("hot sto", "Hotstone House")),
    ],
)
def test_spelling_variants_and_joined_words_are_suggested(named: SearchIndex, typed: str, name: str) -> None:
    assert name in [venue.name for venue in named.suggest(typed, size=5).venues]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("dd nails", ["DD Nails", "D&D Nails"]),
        ("d&d nails", ["D&D Nails", "DD Nails"]),
        ("A+ Nails", ["A+ Nails"]),
        ("nails plus", ["Nail Plus"]),
    ],
)
def test_a_venue_with_exactly_this_name_comes_first(named: SearchIndex, text: str, first: list[str]) -> None:
    assert [*named.search(ask(text=text)).ids[: len(first)]] == [IDS[name] for name in first]


def test_an_exact_name_ranks_above_nearer_better_rated_and_matching_offers(index: SearchIndex) -> None:
    index.put(
        [
            make_document(1, "Salt Stone", keywords="", offers=(), rating=1.0, point=Point(45.8, -122.6784)),
            make_document(2, "Salt Stone Spa", rating=5.0, offers=(make_offer(title="Salt stone"),)),
        ]
    )
    assert index.search(ask(text="salt & stone", near=Near(PORTLAND, 50))).ids == (1, 2)


def test_a_venue_named_like_its_category_comes_first_in_it(index: SearchIndex) -> None:
    index.put(
        [
            make_document(1, "Massage Massage", rating=5.0, keywords="massage", offers=(make_offer(title="Massage"),)),
            make_document(2, "Massage", rating=1.0, keywords="massage", point=Point(45.8, -122.6784)),
            make_document(3, "Massage", keywords="massage", offers=(make_offer("facial"),)),
        ]
    )
    query = ask(text="massage", categories=frozenset(["massage"]), near=Near(PORTLAND, 50))
    assert index.search(query).ids == (2, 1)


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        *(("DD Nails", {"DD Nails"}), ("D & D nails", {"D&D Nails"}), ("zendo", {"Zen Do"}), ("ZEN DO", {"Zen Do"})),
        *(("the good comb", {"The Good Comb"}), ("Good Comb", set()), ("Nails", set()), ("!", set())),
    ],
)
def test_a_name_filter_finds_only_venues_with_exactly_that_name(named: SearchIndex, name: str, ids: set[str]) -> None:
    page = named.search(ask(name=name))
    assert ({*page.ids}, page.total) == ({IDS[one] for one in ids}, len(ids))


@pytest.mark.parametrize(
    ("text", "ids", "left_out"),
    [
        ("luxurious massage", (1, 3), ("luxurious",)),
        ("Massage, XYZZY!", (1, 3), ("XYZZY",)),
        ("foo massage bar quux", (1, 3), ("foo", "bar", "quux")),
        # As many words as possible are kept; among equal numbers, words of offers first, then rarer words.
        ("thai massage pedicure", (3,), ("pedicure",)),
        ("hazel sauna", (2, 4), ("hazel",)),
        ("palm hazel", (3,), ("hazel",)),
        ("soak sauna pedicure", (2,), ("pedicure",)),
        ("sauna massage", (2, 4), ("massage",)),
        ("masage xyzzy", (1, 3), ("xyzzy",)),
        ("hair xyzzy cut", (4,), ("xyzzy",)),
        # A phrase with one meaning is kept or left out as a whole.
        ("thai massage hot tub", (3,), ("hot tub",)),
        ("xyzzy", (), ()),
        ("xyzzy foobar", (), ()),
    ],
)
def test_words_without_a_match_are_left_out(
    selling: SearchIndex, text: str, ids: tuple[int, ...], left_out: tuple[str, ...]
) -> None:
    page = selling.search(ask(text=text))
    assert (page.ids, page.left_out, bool(page.kept)) == (ids, left_out, bool(ids and left_out))
    assert page.total == len(ids) == sum(cluster.number for cluster in selling.clusters(ask(text=text), zoom=5))
    assert selling.search(ask(text=text, size=1, page=2)).ids == ids[1:2]


def test_words_are_left_out_if_they_match_nothing_within_the_filters(index: SearchIndex) -> None:
    tomorrow = TODAY + timedelta(days=1)
    index.put(
        [
            make_document(1, offers=(make_offer(title="Thai massage", free=hours(tomorrow, 9, 12)),)),
            make_document(2, offers=(make_offer(title="Foot massage"),)),
        ]
    )
    today = index.search(ask(text="thai massage", free_at=FreeAt(TODAY, TODAY)))
    assert (today.ids, today.left_out) == ((2,), ("thai",))
    later = index.search(ask(text="thai massage", free_at=FreeAt(tomorrow, tomorrow)))
    assert (later.ids, later.left_out) == ((1,), ())


def test_only_unknown_words_leave_the_filters_in_effect(index: SearchIndex) -> None:
    index.put([make_document(1), make_document(2, "Cedar", offers=(make_offer("nails"),))])
    page = index.search(ask(text="xyzzy foobar", categories=frozenset({"nails"})))
    assert (page.ids, page.left_out) == ((2,), ("xyzzy", "foobar"))
    # A known name is not an unknown word: the result is empty, because the venue is not in this category.
    page = index.search(ask(text="hazel", categories=frozenset({"nails"})))
    assert (page.ids, page.left_out) == ((), ())


def test_paging_continues_without_the_left_out_words(index: SearchIndex) -> None:
    index.put([make_document(id, "Hazel") for id in range(1, 6)])
    first = index.search(ask(text="xyzzy hazel", size=2, sort=Sort.BEST))
    second = index.search(ask(text="xyzzy hazel", size=2, after=first.next))
    assert (first.ids, second.ids, second.left_out) == ((1, 2), (3, 4), ("xyzzy",))
