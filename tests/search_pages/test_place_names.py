import random
from itertools import product
from string import ascii_lowercase, digits

import pytest

from app.search_pages.place_names import nearest_place, places_beginning
from app.search_pages.places import find_place
from search.geo import Point


@pytest.mark.parametrize(
    ("typed", "labels"),
    [
        ("port", ["Portland, OR", "Portsmouth, VA", "Port Saint Lucie, FL"]),
        ("PORTLAND", ["Portland, OR", "Portland, ME", "Portland, AR"]),
        ("portland, m", ["Portland, ME", "Portland, MI", "Portland, MO"]),
        ("portland or", ["Portland, OR"]),
        ("portland oreg", ["Portland, OR"]),
        ("972", ["Portland, OR 97201", "Portland, OR 97202", "Portland, OR 97203"]),
        ("Portland, OR 9720", ["Portland, OR 97201", "Portland, OR 97202", "Portland, OR 97203"]),
        ("97202", ["Portland, OR 97202"]),
        ("st. lou", ["Saint Louis, MO", "Saint Louis Park, MN", "Saint Louis, MI"]),
        ("coeur d’al", ["Coeur D Alene, ID"]),
        ("nyc", ["New York, NY"]),
        ("phil", ["Philadelphia, PA"]),
        ("san ju", ["San Juan, PR"]),
    ],
)
def test_place_suggestions_match_the_prefix_and_start_with_the_largest(typed: str, labels: list[str]) -> None:
    assert places_beginning(typed, size=3)[: len(labels)] == labels


@pytest.mark.parametrize(
    "typed",
    ["", " ", "p", "9", "atlantis b", "000", "💆", "ناي", "' OR 1=1 --", "x" * 9999, "9" * 9999, "\0", ",,", "*"],
)
def test_text_that_begins_no_place_name_has_no_suggestions(typed: str) -> None:
    assert places_beginning(typed, size=6) == []


def test_every_suggested_label_is_found_as_a_place() -> None:
    typed = map("".join, (*product(ascii_lowercase, repeat=2), *product(digits, repeat=2)))
    labels = [label for some in typed for label in places_beginning(some, size=8)]
    assert len(labels) > 2000
    for label in random.Random(4).sample(labels, 300):
        place = find_place(label)
        assert place is not None
        assert place.label == label


@pytest.mark.parametrize(
    ("latitude", "longitude", "label"),
    [
        (45.51, -122.65, "Portland, OR 97214"),
        (40.69, -73.99, "Brooklyn, NY 11201"),
        (64.84, -147.72, "Fairbanks, AK 99790"),
        (13.44, 144.79, "Barrigada, GU 96913"),
    ],
)
def test_the_nearest_place_is_a_zip_code(latitude: float, longitude: float, label: str) -> None:
    found = nearest_place(Point(latitude, longitude))
    assert found is not None
    assert found.label == label


@pytest.mark.parametrize("point", [(51.5, -0.1), (90, 0), (-90, 0), (0, 180), (0, -180), (40, -40), (19.43, -99.13)])
def test_points_outside_the_country_have_no_nearest_place(point: tuple[float, float]) -> None:
    assert nearest_place(Point(*point)) is None
