"""A service is found in every category that its title names, in addition to its own category."""

import pytest
from flask.testing import FlaskClient

from app.core.db import session
from app.search_index.category_names import categories_of, category_name
from app.taxonomy.actions.categories import Naming, add_category
from app.venues.models import Venue
from tests.factories import make_category, make_service, make_venue
from tests.indexing import Know
from tests.search_pages.test_from_words import text
from tests.search_pages.test_queries import ONE
from tests.search_pages.test_search import NEAR, get, heading, names

pytestmark = pytest.mark.usefixtures("db", "now")

NAMES = [
    category_name("massage", "Massage", (), None),
    category_name("deep-tissue", "Deep tissue", ["Myofascial release"], "massage"),
    category_name("hair", "Hair", (), None),
    category_name("hair-color", "Color", ["Balayage"], "hair"),
    category_name("nails", "Nails", (), None),
    category_name("odd", "&", (), None),
]


@pytest.mark.parametrize(
    ("title", "own", "more"),
    [
        ("Deep tissue massage", {"massage"}, {"deep-tissue"}),
        ("DEEP-TISSUE, 60 min", {"packages"}, {"deep-tissue"}),
        ("Deep breath, soft tissue", {"yoga"}, {"deep-tissue"}),
        ("Deep cleansing facial", {"facial"}, set()),
        ("Myofascial release", {"massage"}, {"deep-tissue"}),
        ("Hair removal", {"waxing"}, set()),
        ("Root color", {"hair"}, {"hair-color"}),
        ("Color change", {"nails"}, set()),
        ("Hair color", {"barber"}, {"hair", "hair-color"}),
        ("Massages for two", {"packages"}, {"massage"}),
        ("…", {"yoga"}, set()),
    ],
)
def test_a_title_adds_the_categories_that_it_names(title: str, own: set[str], more: set[str]) -> None:
    assert categories_of(title, frozenset(own), NAMES) == own | more


def make_titled(title: str, category: str = "massage") -> Venue:
    venue = make_venue(name=f"Sells {title}")
    make_service(venue, title="Swedish massage", category="massage", price_cents=5000, **ONE)
    make_service(venue, title=title, category=category, price_cents=11000, **ONE)
    return venue


def test_a_subcategory_lists_services_with_matching_titles(client: FlaskClient, know: Know) -> None:
    add_category(naming=Naming("Deep tissue", parent=make_category()))
    make_titled("Deep tissue massage")
    make_titled("Slow strokes", "deep-tissue")
    make_titled("Hot stone massage")
    know()
    typed = client.get("/search", query_string={"q": "deep tissue", "near": NEAR}, follow_redirects=True)
    landing = client.get("/deep-tissue/portland-or")
    for page in (typed, landing):
        assert heading(page) == "Deep tissue near Portland, OR"
        assert sorted(names(page)) == ["Sells Deep tissue massage", "Sells Slow strokes"]
        # The card shows the matching service, not the cheaper one.
        assert "Deep tissue massage, " in page.text
        assert "Swedish massage, " not in page.text
    every = get(client, near=NEAR, kind="massage")
    assert len(names(every)) == 3
    assert 'value="deep-tissue"' in every.text


def test_a_venue_name_with_a_plus_is_not_read_as_a_category(client: FlaskClient, know: Know) -> None:
    make_category(slug="nails", name="Nails")
    for name in ("Nails Nails", "A+ Nails", "All Nails"):
        venue = make_venue(name=name, category="nails")
        make_service(venue, title="Gel", category="nails", price_cents=4000, **ONE)
    know()
    assert names(get(client, q="A+ Nails", near=NEAR)) == ["A+ Nails"]
    assert len(names(client.get("/nails/portland-or"))) == 3


def test_the_page_names_the_ignored_words(client: FlaskClient, know: Know) -> None:
    make_titled("Hot stone massage")
    know()
    session.expire_all()
    page = get(client, q="xyzzy hot stone foobar", near=NEAR)
    assert names(page) == ["Sells Hot stone massage"]
    sentence = "No venues match “xyzzy” or “foobar”. The list matches the rest of your search."
    assert sentence in text(page, "left-out")
    assert "See" not in text(page, "left-out")


def test_a_service_of_another_category_is_explained_by_its_name(client: FlaskClient, know: Know) -> None:
    make_category(slug="sauna", name="Sauna")
    add_category(naming=Naming("Hot stone", parent=make_category()))
    make_titled("Hot stone massage")
    know()
    assert "matched-loosely" not in get(client, q="hot stones", near=NEAR).text
    make_titled("Hot stone ceremony", "sauna")
    know()
    session.expire_all()
    page = get(client, q="hot stones", near=NEAR)
    assert sorted(names(page)) == ["Sells Hot stone ceremony", "Sells Hot stone massage"]
    sentence = (
        "“Hot stone ceremony” at Sells Hot stone ceremony is listed under Sauna. We included it because of its name."
    )
    assert sentence in text(page, "matched-loosely")
    make_titled("Hot stone circuit", "sauna")
    know()
    session.expire_all()
    several = "Some of these services are listed under Sauna. We included them because of their names."
    assert several in text(get(client, q="hot stones", near=NEAR), "matched-loosely")


def test_a_service_that_does_not_match_the_text_is_explained(client: FlaskClient, know: Know) -> None:
    venue = make_titled("Cedar tub")
    make_service(venue, title="Salt float", category="float", minutes=90, **ONE)
    know()
    session.expire_all()
    assert "matched-loosely" not in get(client, q="cedar tub", near=NEAR).text
    assert "matched-loosely" not in get(client, q="cedar tub", near=NEAR, max=200).text
    venue.name = "Hazel"
    know()
    session.expire_all()
    page = get(client, q="cedar tub", near=NEAR, minutes=90)
    assert "Salt float, " in page.text
    sentence = "“Salt float” at Hazel fits your filters, but it doesn’t match “cedar tub”."
    assert sentence in text(page, "matched-loosely")


def test_adjacent_unmatched_words_are_left_out_together(client: FlaskClient, know: Know) -> None:
    make_titled("Hot stone massage")
    know()
    session.expire_all()
    assert "No venues match “hot tub”." in text(get(client, q="stone massage with hot tub", near=NEAR), "left-out")


def test_left_out_words_that_match_other_venues_link_to_those(client: FlaskClient, know: Know) -> None:
    make_titled("Hot stone massage")
    make_titled("Cedar tub")
    know()
    session.expire_all()
    assert "No venues match “big blue pool”." in text(get(client, q="hot stone big blue pool", near=NEAR), "left-out")
    page = get(client, q="hot stone with cedar", near=NEAR)
    assert names(page) == ["Sells Hot stone massage"]
    assert "We left out “cedar”. No venue matches your whole search. See 1 venue for “cedar”" in text(page, "left-out")
