"""A list shows only what can be booked, even if the search index is outdated."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.catalog.queries import services_sold
from app.core.db import session
from app.search_pages.broaden import broader_searches, nearest
from app.search_pages.criteria import Criteria, ListedCategory, PartOfDay
from app.search_pages.places import find_place
from app.search_pages.results_page import find
from app.taxonomy.actions.tags import ensure_tag
from app.taxonomy.enums import TagGroup
from app.venues.actions.details import set_tags
from app.venues.models import Venue
from search.documents import Sort
from tests.factories import make_deal, make_member, make_service, make_venue
from tests.indexing import Know
from tests.search_pages.test_queries import ONE, TODAY, take
from tests.search_pages.test_search import NEAR, get, make_sold, names, number
from tests.support import NOW, Jobs, statements

pytestmark = pytest.mark.usefixtures("db", "now")

NOT_MATCHING = "1 more venue has no available time that matches your whole search."
ALL_DAY = "2026-05-14 17:00", "2026-05-15 03:00"


def criteria(**values: Any) -> Criteria:
    return Criteria(at=NOW, today=TODAY, place=find_place(NEAR), **values)


def fill(venue: Venue) -> None:
    """Reserve all spots of the day without updating the search index."""
    (service,) = services_sold([venue.id])[venue.id]
    take(service, *ALL_DAY)


def test_a_venue_that_just_filled_up_is_replaced_by_the_next_one(know: Know) -> None:
    venues = [make_sold(f"Venue {number}", latitude=45.5 + number / 100) for number in range(5)]
    know()
    fill(venues[0])
    fill(venues[2])
    found = find(criteria(day=TODAY), size=2)
    assert [card.venue.name for card in found.cards] == ["Venue 1", "Venue 3"]
    assert (sorted(found.unavailable), found.checked) == ([venues[0].id, venues[2].id], 4)
    assert (found.total, found.is_about) == (3, True)


def test_a_page_without_unavailable_venues_takes_one_search(know: Know) -> None:
    for position in range(5):
        make_sold(f"Venue {position}")
    know()
    with statements() as sent:
        found = find(criteria(day=TODAY), size=2)
    assert (len(found.cards), found.total, found.is_about) == (2, 5, False)
    assert len([one for one in sent if "search_document" in one]) == 1


def test_a_completely_outdated_index_is_searched_only_four_times(know: Know) -> None:
    venues = [make_sold(f"Venue {position:02}") for position in range(12)]
    know()
    for venue in venues:
        fill(venue)
    with statements() as sent:
        found = find(criteria(day=TODAY), size=2)
    assert (found.cards, len(found.unavailable)) == ([], 8)
    assert len([one for one in sent if "search_document" in one]) == 4


def test_venues_with_outdated_search_data_are_reindexed(client: FlaskClient, know: Know, jobs: Jobs) -> None:
    venues = [make_sold("Alder"), make_sold("Birch")]
    know()
    fill(venues[0])
    first = get(client, near=NEAR, day=str(TODAY))
    assert names(first) == ["Birch"]
    assert NOT_MATCHING in first.text
    jobs.run()
    assert NOT_MATCHING not in get(client, near=NEAR, day=str(TODAY)).text


def test_venues_are_not_reindexed_for_details_that_search_does_not_know(
    client: FlaskClient, know: Know, jobs: Jobs
) -> None:
    venue = make_venue(name="Alder")
    stone = make_service(venue, title="Hot stone", **ONE)
    make_service(venue, title="Salt float", category="float", **ONE)
    take(stone, *ALL_DAY)
    know()
    jobs.run()
    assert number(get(client, near=NEAR, q="hot stone", day=str(TODAY))) == "No venues available today"
    assert "search_index.reindex" not in jobs.waiting()


def test_a_venue_without_available_times_is_in_a_list_without_a_day(client: FlaskClient, know: Know) -> None:
    venue = make_sold("Alder")
    know()
    fill(venue)
    page = get(client, near=NEAR).text
    assert "Alder" in page
    assert "Tomorrow, Friday" in page


def test_a_price_is_that_of_the_displayed_times(client: FlaskClient, know: Know) -> None:
    venue = make_venue(name="Alder")
    service = make_service(venue, price_cents=10000, **ONE)
    make_deal(service=service, percent=50, windows=[(3, 18 * 60, 20 * 60)])
    know()
    page = get(client, near=NEAR, max=60)
    assert names(page) == ["Alder"]
    assert "$50" in page.text
    assert "10:00 AM" not in page.text
    # At this time of day it costs the regular price; the hourly index is not precise enough to know that.
    assert number(get(client, near=NEAR, max=60, day=str(TODAY), part="morning")) == "No venues available this morning"
    assert number(get(client, near=NEAR, min=60)) == "No venues"


def test_spots_for_all_guests_must_be_available_at_the_same_time(client: FlaskClient, know: Know) -> None:
    alone, many = make_venue(name="Alder"), make_venue(name="Birch")
    make_service(alone, **ONE)
    make_service(many, members=[make_member(many), make_member(many)], max_quantity=2)
    know()
    page = get(client, near=NEAR, guests=2)
    assert names(page) == ["Birch"]
    assert "quantity=2" in page.text


def test_a_card_shows_the_matching_service(know: Know) -> None:
    venue = make_venue()
    make_service(venue, title="Unwinding massage", **ONE)
    make_service(venue, title="Salt float", category="float", price_cents=20000, **ONE)
    know()
    (card,) = find(criteria(categories=frozenset(["float"]), day=TODAY), size=5).cards
    assert card.service is not None
    assert card.service.title == "Salt float"


def test_broader_searches_are_offered_with_their_number_of_results(know: Know) -> None:
    make_sold("Alder", hours=[(10 * 60, 16 * 60)])
    make_sold("Birch", hours=[(10 * 60, 16 * 60)])
    know()
    nothing = criteria(day=TODAY, part=PartOfDay.EVENING, text="alder", deals=True)
    kinds = {"massage": ListedCategory("Massage")}
    assert {way.label: way.number for way in broader_searches(nothing, kinds)} == {"All venues near Portland, OR": 2}
    tonight = criteria(day=TODAY, part=PartOfDay.EVENING)
    assert {way.label: way.number for way in broader_searches(tonight, kinds)} == {"Any time that day": 2, "Any day": 2}


def test_text_that_ends_with_a_place_is_offered_as_a_search_there(know: Know) -> None:
    make_sold("Alder")
    make_sold("Birch", latitude=40.65, longitude=-73.95, city="Brooklyn", state="NY", zone="America/New_York")
    know()
    labels = [way.label for way in broader_searches(criteria(text="unwinding brooklyn"), {})]
    assert "“unwinding” near Brooklyn, NY" in labels


def test_the_cheapest_start_is_among_the_displayed_ones(client: FlaskClient, know: Know) -> None:
    service = make_service(make_venue(name="Alder"), price_cents=10000, **ONE)
    make_deal(service=service, percent=25, windows=[(3, 16 * 60, 17 * 60)])
    know()
    page = get(client, near=NEAR, day=str(TODAY)).text
    assert re.findall(r'<a class="time[^"]*"[^>]*>([\d:]+ [AP]M)', page) == ["10:00 AM", "10:30 AM", "4:00 PM"]
    assert '<span class="visually-hidden">Was </span>$100' in page
    assert "$75" in page


def test_sorting_by_time_or_price_considers_all_services_of_a_venue(client: FlaskClient, know: Know) -> None:
    venue = make_venue(name="Alder")
    first = make_service(venue, title="Long", price_cents=16000, **ONE)
    make_service(venue, title="Short", price_cents=9000, **ONE)
    take(first, "2026-05-14 17:00", "2026-05-14 22:00")
    know()
    assert "Short, 1 hr" in get(client, near=NEAR, sort="soonest").text
    assert "Short, 1 hr" in get(client, near=NEAR, sort="price").text
    assert "Long, 1 hr" in get(client, near=NEAR).text


def test_prices_for_several_guests_are_labeled_each(client: FlaskClient, know: Know) -> None:
    venue = make_venue(name="Alder")
    make_service(venue, members=[make_member(venue), make_member(venue)], max_quantity=2)
    know()
    page = get(client, near=NEAR, guests=2, max=200).text
    assert "Remove </span>Up to $200 each" in page
    assert re.search(r"\$110\S* each", page)
    nothing = get(client, near=NEAR, guests=2, max=20, kind="massage").text
    assert "No venues near Portland, OR match all your filters." in nothing


def test_the_nearest_matches_are_shown_at_any_distance(client: FlaskClient, know: Know) -> None:
    make_sold("Alder")
    make_sold("Birch", latitude=44.0, longitude=-121.3, city="Bend")
    know()
    page = get(client, near="Boise, ID", kind="massage", miles=10)
    assert "No massage found near Boise, ID." in page.text
    assert names(page) == ["Birch", "Alder"]
    assert "Anywhere (2)" in page.text


def test_the_nearest_sellers_are_shown_if_no_venue_matches_all_filters(client: FlaskClient, know: Know) -> None:
    make_sold("Birch", latitude=44.0, longitude=-121.3, city="Bend")
    know()
    page = get(client, near="Boise, ID", kind="massage", max=20, day="2026-05-15", part="morning")
    assert number(page) == "No venues available tomorrow morning"
    assert names(page) == ["Birch"]


def test_sorting_by_nearest_needs_a_place(know: Know) -> None:
    make_sold("Alder")
    know()
    session.commit()
    assert nearest(Criteria(at=NOW, today=TODAY)) is None
    assert Sort.NEAREST not in Criteria(at=NOW, today=TODAY).orders


def test_a_total_is_exact_if_every_venue_was_checked(client: FlaskClient, know: Know) -> None:
    make_sold("Alder")
    full = make_sold("Birch")
    know()
    fill(full)
    found = find(criteria(day=TODAY), size=2)
    assert (found.total, found.is_about) == (1, False)
    assert number(get(client, near=NEAR, day=TODAY)) == "1 venue available today"


def test_filter_counts_never_exceed_the_list_that_they_narrow(client: FlaskClient, know: Know) -> None:
    full = make_sold("Birch")
    parking = ensure_tag(slug="parking", name="Parking", group=TagGroup.AMENITY, position=1)
    for venue in (full, make_sold("Alder")):
        set_tags(venue=venue, tags=[parking])
    know()
    fill(full)
    found = find(criteria(day=TODAY, kinds=("massage",), categories=frozenset({"massage"})), size=2)
    assert (found.total, found.facets.categories["massage"], found.facets.tags["parking"]) == (1, 1, 1)
    assert found.page.facets.categories["massage"] == 2
    page = get(client, near=NEAR, day=TODAY, kind="massage")
    assert "Show 1 venue<" in page.text
    assert NOT_MATCHING in page.text


def test_notes_about_left_out_words_are_also_on_the_last_page(know: Know) -> None:
    make_sold("Alder")
    know()
    found = find(criteria(text="massage xyzzy", page=7), size=2, kinds={"massage": ListedCategory("Massage")})
    assert ([card.venue.name for card in found.cards], found.page.left_out) == (["Alder"], ("xyzzy",))
