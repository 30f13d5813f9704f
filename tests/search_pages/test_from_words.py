"""How a list interprets typed text: filters from its words, misspelled places, and unknown words."""

import re
from html import unescape

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.passes.enums import OfferKind
from tests.factories import first_option, make_category, make_member, make_service, make_venue
from tests.indexing import Know
from tests.sale_factories import make_offer
from tests.search_pages.test_queries import ONE
from tests.search_pages.test_search import AUSTIN, NEAR, PARTIAL, get, heading, make_sold, names, number


def chips(response: TestResponse) -> dict[str, str]:
    """Return, for each filter's label, the address without that filter."""
    found = re.findall(r'active-filter" href="([^"]+)"><span[^>]*>Remove </span>([^<]+)', response.text)
    return {unescape(label).strip(): unescape(href) for href, label in found}


def text(response: TestResponse, id: str) -> str:
    """Return the text of an element, up to the end of its first block."""
    found = re.search(rf'id="{id}".*?</div>', response.text, re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", "", found[0])).split()) if found else ""


def test_words_become_filters_that_links_remove(client: FlaskClient, know: Know) -> None:
    pair, single = make_venue(name="Alder"), make_venue(name="Birch")
    make_service(pair, members=[make_member(pair), make_member(pair)], max_quantity=2, price_cents=5500)
    make_service(single, price_cents=5500, **ONE)
    know()
    page = get(client, q="best massage under $60 for two", near=NEAR)
    assert names(page) == ["Alder"]
    assert heading(page) == f"Massage near {NEAR}"
    assert "From your search" in page.text
    assert chips(page) == {
        "Massage": "/search?near=Portland,+OR&max=60&guests=2",
        "Up to $60 each": "/search?near=Portland,+OR&kind=massage&guests=2",
        "2 guests": "/search?near=Portland,+OR&kind=massage&max=60",
    }
    # Words that became filters are removed from the text, so nothing reads them a second time.
    assert 'name="q" value=""' in page.text
    rest = client.get(chips(page)["2 guests"])
    assert names(rest) == ["Alder", "Birch"]
    assert set(chips(rest)) == {"Massage", "Up to $60"}


def test_days_and_places_from_words_fill_the_form_and_can_be_removed(client: FlaskClient, know: Know) -> None:
    make_sold("Austin Rest", zone="America/Chicago", **AUSTIN)
    know()
    page = get(client, q="massage in austin tomorrow evening", near=NEAR)
    assert (names(page), number(page)) == (["Austin Rest"], "1 venue available tomorrow evening")
    assert 'name="near" value="Austin, TX"' in page.text
    assert '<option value="2026-05-15" selected>' in page.text
    assert set(chips(page)) == {"Massage", "Near Austin, TX", "Tomorrow", "Evening"}


def test_text_with_only_a_category_and_a_place_leads_to_its_landing_page(client: FlaskClient, know: Know) -> None:
    make_sold("Austin Rest", zone="America/Chicago", **AUSTIN)
    know()
    page = client.get("/search?q=best+massage+in+austin&near=&day=", headers=PARTIAL)
    assert page.headers["HX-Push-Url"] == "/massage/austin-tx"


def test_a_venue_name_is_not_read_as_a_filter(client: FlaskClient, know: Know) -> None:
    make_sold("Best Massage")
    make_sold("Alder")
    know()
    assert names(get(client, q="best massage")) == ["Best Massage"]
    assert names(get(client, q="the best massage")) == ["Alder", "Best Massage"]


def test_a_venue_named_like_a_category_comes_first_in_its_list(client: FlaskClient, know: Know) -> None:
    make_sold("Alder")
    make_sold("Massage", latitude=45.45)
    know()
    page = get(client, q="massage", near=NEAR)
    assert (names(page), heading(page)) == (["Massage", "Alder"], f"Massage near {NEAR}")
    # The venue's name adds no filter: only the category has a chip, and removing it clears the text.
    assert chips(page) == {"Massage": "/near/portland-or"}
    assert names(get(client, q="massage", near=NEAR, sort="nearest")) == ["Alder", "Massage"]
    # With more words than the name, the text means the category again.
    assert names(get(client, q="massage for one", near=NEAR)) == ["Alder", "Massage"]


def test_a_venue_named_like_a_category_elsewhere_changes_nothing(client: FlaskClient, know: Know) -> None:
    make_sold("Massage", zone="America/Chicago", **AUSTIN)
    make_sold("Alder")
    know()
    page = client.get("/search", query_string={"q": "massage", "near": NEAR, "day": ""})
    assert page.headers["Location"] == "/massage/portland-or"


def test_a_venue_named_like_a_category_that_it_does_not_sell_is_found(client: FlaskClient, know: Know) -> None:
    make_category(slug="nails", name="Nails").synonyms = ["nail bar"]
    make_sold("The Nail Bar")
    make_sold("Alder", category="nails")
    know()
    page = get(client, q="The Nail Bar", near=NEAR)
    assert names(page)[0] == "The Nail Bar"
    assert heading(page) == f"“The Nail Bar” near {NEAR}"
    assert names(get(client, q="nail bars", near=NEAR)) == ["Alder"]


def test_a_name_with_a_plus_is_matched_before_its_category(client: FlaskClient, know: Know) -> None:
    make_category(slug="nails", name="Nails")
    make_sold("A+ Nails", category="nails", latitude=45.45)
    make_sold("Alder", category="nails")
    know()
    for typed in ("A+ Nails", "a plus nails"):
        assert names(get(client, q=typed, near=NEAR))[0] == "A+ Nails"


def test_the_heading_contains_only_recognized_words(client: FlaskClient, know: Know) -> None:
    make_sold("Alder")
    know()
    for typed, recognized in (
        ("massage with xyzzy", "Massage"),
        ("alder with a xyzzy", "“alder”"),
        ("xyzzy", "Venues"),
        ("aldre", "“alder”"),
        ("xyzzy under $200", "Venues"),
    ):
        page = get(client, q=typed, near=NEAR)
        assert (typed, heading(page)) == (typed, f"{recognized} near {NEAR}")
        assert unescape(re.findall(r"<title>(.*?)</title>", page.text)[0]) == f"{recognized} near {NEAR} · CozyWish"
    assert "No venues match “xyzzy”." in text(get(client, q="massage with xyzzy", near=NEAR), "left-out")


def test_a_duration_in_words_becomes_a_removable_filter(client: FlaskClient, know: Know) -> None:
    for name, minutes in (("Alder", 60), ("Birch", 80), ("Cedar", 90)):
        venue = make_venue(name=name)
        make_service(venue, members=[make_member(venue)], minutes=minutes)
    # Duration and category must match the same service.
    make_service(venue, members=[make_member(venue)], category="facial", title="Glow", minutes=60)
    know()
    page = get(client, q="90 minute massage", near=NEAR)
    assert (names(page), heading(page)) == (["Birch", "Cedar"], f"Massage near {NEAR}")
    assert chips(page)["About 1 hr 30 min"] == "/massage/portland-or"
    assert names(get(client, near=NEAR, kind="massage", minutes=60)) == ["Alder"]
    assert number(get(client, near=NEAR, kind="massage", minutes=45)) == "No venues"
    assert "Any duration (3)" in get(client, near=NEAR, kind="massage", minutes=45).text
    assert "read the duration" in get(client, near=NEAR, minutes="x").text


def test_a_duration_finds_each_length_of_a_service_and_shows_its_price(client: FlaskClient, know: Know) -> None:
    venue = make_venue(name="Alder")
    make_service(venue, members=[make_member(venue)], slug="slow", minutes=60, price_cents=11000, longer=[(90, 15500)])
    know()
    page = get(client, q="90 minute massage", near=NEAR)
    assert names(page) == ["Alder"]
    assert "1 hr 30 min" in page.text
    assert "$155" in page.text
    assert "/venues/" + venue.slug + "/slow?" in page.text
    assert "minutes=90" in page.text
    usual = get(client, q="massage", near=NEAR)
    assert ("$110" in usual.text, "minutes=90" in usual.text) == (True, False)
    # Each length has its own price.
    assert number(get(client, near=NEAR, kind="massage", minutes=90, max=120)) == "No venues"


def test_leftover_words_next_to_a_category_do_not_change_its_filters(client: FlaskClient, know: Know) -> None:
    make_sold("Alder", price_cents=5500)
    dear = make_venue(name="Birch")
    make_service(dear, members=[make_member(dear)], price_cents=9000)
    # Cheap enough, but not a massage.
    make_service(dear, members=[make_member(dear)], category="nails", title="Manicure", price_cents=3000)
    know()
    page = get(client, q="massage with hot xyzzy under $60", near=NEAR)
    assert (names(page), heading(page)) == (["Alder"], f"Massage near {NEAR}")
    assert set(chips(page)) == {"Massage", "Up to $60"}
    assert "No venues match “hot xyzzy”." in text(page, "left-out")
    assert names(get(client, q="massge under $60", near=NEAR)) == ["Alder"]


def test_a_misspelled_place_is_corrected_with_alternatives(client: FlaskClient, know: Know) -> None:
    make_sold("Alder")
    know()
    for args in ({"near": "protland"}, {"near": "portlan"}, {"q": "massage in protland"}):
        page = get(client, **args)
        assert names(page) == ["Alder"]
        assert f"Showing {NEAR}. You typed “{next(iter(args.values())).split()[-1]}”." in text(page, "read-place")
        assert "Search everywhere" in text(page, "read-place")
    assert "Did you mean Phenix, VA" in text(get(client, near="pheonix"), "read-place")


def test_an_unknown_place_never_searches_the_whole_country(client: FlaskClient, know: Know) -> None:
    make_sold("Alder")
    know()
    for typed in ("Atlantis on Sea", "x" * 10_000):
        page = get(client, near=typed, q="massage")
        assert names(page) == []
        assert f"We couldn’t find a place called “{typed[:15]}" in unescape(page.text)
        assert 'href="/categories/massage"' in page.text


def test_near_me_is_the_place_of_the_previous_search(client: FlaskClient, know: Know) -> None:
    make_sold("Alder")
    know()
    get(client, near=NEAR)
    assert client.get("/search?q=massage+near+me").headers["Location"] == "/massage/portland-or"


def test_memberships_find_who_sells_them_and_gift_cards_lead_to_their_page(client: FlaskClient, know: Know) -> None:
    hazel = make_venue(name="Hazel", slug="hazel", sells_packages=True)
    option = first_option(make_service(hazel, **ONE))
    make_offer(option, kind=OfferKind.MEMBERSHIP, valid_days=None)
    make_sold("Alder")
    know()
    for asked in ("memberships", "massage membership"):
        page = get(client, q=asked, near=NEAR)
        assert names(page) == ["Hazel"]
        assert "See packages and memberships: Hazel" in text(page, "sold-ahead")
        assert 'href="/venues/hazel/packages"' in page.text
    page = get(client, q="gift card", near=NEAR)
    assert sorted(names(page)) == ["Alder", "Hazel"]
    assert "It pays for bookings at every venue on CozyWish. Gift cards" in text(page, "gift-cards")
    assert 'href="/gift-cards"' in page.text
