import pytest

from app.search_pages.places import find_place


@pytest.mark.parametrize(
    ("typed", "label", "zone"),
    [
        ("97202", "Portland, OR 97202", "America/Los_Angeles"),
        ("97202-1234", "Portland, OR 97202", "America/Los_Angeles"),
        ("Portland, OR 97202", "Portland, OR 97202", "America/Los_Angeles"),
        ("Portland, OR", "Portland, OR", "America/Los_Angeles"),
        ("  portland  maine ", "Portland, ME", "America/New_York"),
        ("PORTLAND", "Portland, OR", "America/Los_Angeles"),
        ("st. louis", "Saint Louis, MO", "America/Chicago"),
        ("Coeur d’Alene", "Coeur D Alene, ID", "America/Los_Angeles"),
        ("new york", "New York, NY", "America/New_York"),
        ("santa fe new mexico", "Santa Fe, NM", "America/Denver"),
        ("brooklyn", "Brooklyn, NY", "America/New_York"),
        ("nyc", "New York, NY", "America/New_York"),
        ("Washington DC", "Washington, DC", "America/New_York"),
        ("Phoenix", "Phoenix, AZ", "America/Phoenix"),
        ("San Juan, Puerto Rico", "San Juan, PR", "America/Puerto_Rico"),
        ("Honolulu", "Honolulu, HI", "Pacific/Honolulu"),
    ],
)
def test_places_are_found_as_people_write_them(typed: str, label: str, zone: str) -> None:
    place = find_place(typed)
    assert place is not None
    assert (place.label, place.zone) == (label, zone)
    assert find_place(place.label) == place


@pytest.mark.parametrize(
    "typed", ["", "  ", "Atlantis Beyond", "00000", "99999", "💆", "' OR 1", "x" * 9999, "\0", ","]
)
def test_text_that_is_not_a_place_finds_none(typed: str) -> None:
    assert find_place(typed) is None


def test_a_place_is_located_at_its_population_center() -> None:
    portland = find_place("Portland, OR")
    assert portland is not None
    assert (round(portland.point.latitude), round(portland.point.longitude)) == (46, -123)
