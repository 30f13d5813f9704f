"""The filters next to a list."""

import re

import pytest
from flask.testing import FlaskClient

from app.taxonomy.actions.tags import ensure_tag
from app.taxonomy.enums import TagGroup
from app.venues.actions.details import set_tags
from app.venues.enums import VenueType
from tests.factories import make_category, make_service, make_venue
from tests.indexing import Know
from tests.search_pages.test_queries import ONE
from tests.search_pages.test_search import NEAR, get, heading, make_sold, names, number

pytestmark = pytest.mark.usefixtures("db", "now")


def ticks(page: str, name: str) -> dict[str, tuple[int, bool]]:
    """Return, for each value, the number next to it and whether it is checked."""
    found = re.findall(rf'name="{name}" value="([^"]+)"( checked)?[^>]*>.*?class="number">(\d+)<', page, re.S)
    return {value: (int(number), bool(checked)) for value, checked, number in found}


def test_subcategories_appear_with_their_category_and_narrow_the_list(client: FlaskClient, know: Know) -> None:
    whole = make_category(slug="massage", name="Massage")
    make_category(slug="deep", name="Deep tissue").parent = whole
    make_category(slug="stone", name="Hot stone").parent = whole
    for name, category in (("Alder", "deep"), ("Birch", "stone"), ("Cedar", "massage")):
        make_service(make_venue(name=name), category=category, **ONE)
    know()
    assert ticks(get(client, near=NEAR).text, "kind") == {"massage": (3, False)}
    opened = get(client, near=NEAR, kind="massage")
    assert ticks(opened.text, "kind") == {"massage": (3, True), "deep": (1, False), "stone": (1, False)}
    assert set(names(opened)) == {"Alder", "Birch", "Cedar"}
    narrowed = get(client, near=NEAR, kind=["massage", "deep"])
    assert (names(narrowed), heading(narrowed)) == (["Alder"], "Deep tissue near Portland, OR")
    assert ticks(narrowed.text, "kind")["massage"] == (3, True)
    assert names(get(client, near=NEAR, q="hot stone")) == ["Birch"]


def test_venue_types_and_tags_filter_the_list(client: FlaskClient, know: Know) -> None:
    parking = ensure_tag(slug="parking", name="Parking", group=TagGroup.AMENITY, position=1)
    couples = ensure_tag(slug="couples", name="Couples", group=TagGroup.GOOD_FOR, position=2)
    set_tags(venue=make_sold("Alder", type=VenueType.STUDIO), tags=[parking, couples])
    set_tags(venue=make_sold("Birch"), tags=[parking])
    make_sold("Cedar")
    know()
    page = get(client, near=NEAR).text
    assert ticks(page, "type") == {"spa": (2, False), "studio": (1, False)}
    assert ticks(page, "tag") == {"parking": (2, False), "couples": (1, False)}
    assert names(get(client, near=NEAR, type="studio")) == ["Alder"]
    both = get(client, near=NEAR, tag=["parking", "couples"])
    assert names(both) == ["Alder"]
    assert "Remove </span>Couples" in both.text


def test_a_selected_city_without_a_count_shows_no_number(client: FlaskClient, know: Know) -> None:
    make_sold("Alder")
    know()
    page = get(client, city=["Portland, OR", "Salem, OR"]).text
    assert ticks(page, "city") == {"Portland, OR": (1, True)}
    assert re.search(r'name="city" value="Salem, OR" checked', page)


def test_price_limits_stay_in_their_fields_and_can_be_removed(client: FlaskClient, know: Know) -> None:
    make_sold("Alder", price_cents=5000)
    make_sold("Birch", price_cents=15000)
    know()
    page = get(client, near=NEAR, min="$40", max="1,00")
    assert names(page) == ["Alder"]
    assert re.search(r'name="min"[^>]* value="40"', page.text)
    assert "Remove </span>$40 to $100" in page.text
    assert "Remove </span>Up to $60" in get(client, max=60).text
    assert "Remove </span>From $60" in get(client, min=60).text


def test_a_time_of_day_filter_finds_times_around_it(client: FlaskClient, know: Know) -> None:
    make_sold("Alder", hours=[(10 * 60, 13 * 60)])
    make_sold("Birch", hours=[(13 * 60, 20 * 60)])
    know()
    page = get(client, near=NEAR, day="2026-05-14", part="15:00")
    assert (names(page), number(page)) == (["Birch"], "1 venue available today around 3 PM")
    assert "2:00 PM" in page.text
    assert '<option value="15:00" selected>Around 3 PM</option>' in page.text
    assert number(get(client, near=NEAR, part="12:00")) == "2 venues available around 12 PM"


def test_a_map_area_replaces_the_radius(client: FlaskClient, know: Know) -> None:
    make_sold("Alder")
    make_sold("Birch", latitude=44.0, longitude=-121.3, city="Bend")
    know()
    page = get(client, near=NEAR, box="43.9,-121.4,44.1,-121.2")
    assert (names(page), heading(page)) == (["Birch"], "Venues in this map area")
    assert re.search(r'name="box"[^>]* value="43.9,-121.4,44.1,-121.2"', page.text)
    assert "Remove </span>This map area" in page.text
    # Across the date line.
    assert names(get(client, box="-90,170,90,-122")) == ["Alder"]
