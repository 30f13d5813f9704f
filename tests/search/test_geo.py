import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.geo import EARTH_RADIUS_MILES, MILES_A_DEGREE, Point, miles_between

points = st.builds(Point, st.floats(-90, 90), st.floats(-180, 180))


@pytest.mark.parametrize(
    ("one", "other", "miles"),
    [
        (Point(45.5152, -122.6784), Point(47.6062, -122.3321), 145.4),  # Portland, Seattle
        (Point(0, 179.5), Point(0, -179.5), 69.1),  # across the date line
        (Point(89.5, 0), Point(89.5, 180), 69.1),  # across the pole
        (Point(10, 20), Point(10, 20), 0),
    ],
)
def test_known_distances_are_correct(one: Point, other: Point, miles: float) -> None:
    assert miles_between(one, other) == pytest.approx(miles, abs=0.1)


@given(points, points)
def test_a_distance_is_symmetric_and_at_most_half_the_globe(one: Point, other: Point) -> None:
    there = miles_between(one, other)
    assert there == pytest.approx(miles_between(other, one), abs=1e-6)
    assert 0 <= there <= EARTH_RADIUS_MILES * 3.1416


@given(points, points)
def test_a_band_of_latitude_is_never_narrower_than_the_circle(one: Point, other: Point) -> None:
    assert abs(one.latitude - other.latitude) * MILES_A_DEGREE <= miles_between(one, other) + 1e-6


@pytest.mark.parametrize(("latitude", "longitude"), [(91, 0), (0, -181), (float("nan"), 0)])
def test_a_point_that_is_not_on_earth_is_refused(latitude: float, longitude: float) -> None:
    with pytest.raises(ValueError, match="not a place on Earth"):
        Point(latitude, longitude)


def test_a_point_is_rounded_to_a_billionth_of_a_degree() -> None:
    assert Point(1e-300, -1e-12) == Point(0, 0)
    assert Point(45.1234567891, 0).latitude == 45.123456789
