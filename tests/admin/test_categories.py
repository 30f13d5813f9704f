"""The pages of categories and tags, and redirects from their former URLs."""

import io

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.accounts.models import User
from app.core.db import session
from app.taxonomy.actions.categories import Naming, add_category, edit_category, merge_category
from app.taxonomy.actions.tags import add_tag, edit_tag, merge_tag, order_tags, remove_tag
from app.taxonomy.enums import TagGroup
from app.taxonomy.models import Category, Tag
from app.taxonomy.queries import category_at, tag_at, tags
from app.venues.actions.details import set_tags
from app.venues.models import Venue
from tests.factories import make_category, make_member, make_service, make_venue
from tests.pages import flashed, read
from tests.photos.samples import photo_file
from tests.support import Jobs, statements


@pytest.fixture
def massage(dana: User) -> Category:
    return make_category(slug="massage", name="Massage")


def seen_on(client: FlaskClient, path: str) -> str:
    """Return the hidden value with which the form on this page remembers the saved state."""
    return client.get(path).text.partition('name="seen"')[2].partition('value="')[2].partition('"')[0]


def test_category_tree_takes_a_fixed_number_of_statements(client: FlaskClient, massage: Category) -> None:
    counts = []
    for number in range(2):
        for part in range(3):
            add_category(naming=Naming(f"Part {number} {part}", parent=massage))
            make_venue(category=f"part-{number}-{part}")
        session.commit()
        with statements() as sent:
            assert client.get("/admin/categories").status_code == 200
        counts.append(len(sent))
    assert counts == [5, 5]


def test_category_and_subcategory_are_added(client: FlaskClient, dana: User) -> None:
    assert (
        client.post("/admin/categories/add", data={"name": "Massage", "synonyms": "rmt, Body work"}).status_code == 303
    )
    add = client.get("/admin/categories/add?part-of=massage").text
    assert '<option selected value="massage">' in add
    part = {"name": "Deep <tissue>", "slug": "deep-tissue", "parent": "massage"}
    assert client.post("/admin/categories/add", data=part).status_code == 303
    page = read(client, "/admin/categories")
    assert "Also called: rmt, Body work" in page
    assert "Deep <tissue> /deep-tissue" in page


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"name": ""}, "Enter a name."),
        ({"name": "x" * 200}, "Shorten this to 60 characters."),
        ({"name": "massage"}, "There’s already a category called Massage."),
        ({"slug": "About us"}, "Use lowercase letters"),
        ({"slug": "venues"}, "/venues is a page on CozyWish."),
        ({"slug": "massage"}, "/massage already leads to Massage."),
        ({"parent": "nowhere"}, "Not a valid choice"),
        ({"synonyms": "x" * 70}, "Shorten each name to 60 characters."),
        ({"synonyms": "\n".join(map(str, range(30)))}, "Enter up to 20 other names."),
    ],
)
def test_invalid_category_is_explained_and_keeps_the_input(
    client: FlaskClient, massage: Category, changed: dict[str, str], message: str
) -> None:
    session.commit()
    answer = client.post("/admin/categories/add", data={"name": "Facial", "synonyms": "Peel & <b>", **changed})
    assert (answer.status_code, message in answer.text) == (422, True)
    assert f'<li><a href="#{next(iter(changed))}">' in answer.text  # the summary leads to the field that caused it
    if "synonyms" not in changed:
        assert "Peel &amp; &lt;b&gt;" in answer.text


def test_refused_edit_keeps_the_saved_name_in_the_title(client: FlaskClient, massage: Category) -> None:
    make_category(slug="facial")
    session.commit()
    path = "/admin/categories/massage"
    data = {"name": "Kneading", "slug": "facial", "seen": seen_on(client, path)}
    answer = client.post(path, data=data)
    assert (answer.status_code, '<h1 class="below-16">Massage</h1>' in answer.text) == (422, True)


def test_category_photo_is_validated_and_stored(client: FlaskClient, massage: Category, jobs: Jobs) -> None:
    session.commit()
    path = "/admin/categories/massage"
    data = {"name": "Massage", "slug": "massage", "seen": seen_on(client, path)}
    bad = client.post(path, data={**data, "photo": (io.BytesIO(b"<svg onload=alert(1)>"), "x.jpg")})
    assert bad.status_code == 422
    good = client.post(path, data={**data, "photo": (io.BytesIO(photo_file("JPEG")), "x.jpg")})
    assert good.status_code == 303
    session.expire_all()
    kept = massage.photo_id
    assert kept is not None
    assert client.post(path, data=data).status_code == 303  # without a file the category keeps its photo
    session.expire_all()
    assert massage.photo_id == kept


def test_categories_are_reordered_and_an_outdated_list_is_rejected(client: FlaskClient, massage: Category) -> None:
    make_category(slug="facial")
    session.commit()
    assert client.post("/admin/categories/order", data={"move": "facial:up"}).status_code == 303
    session.expire_all()
    assert [one.slug for one in session.scalars(select(Category).order_by(Category.position))] == ["facial", "massage"]
    assert client.post("/admin/categories/order", data={"order": "massage"}).status_code == 409
    assert client.post("/admin/categories/order?parent=nothing", data={"move": "facial:up"}).status_code == 404


def test_second_admin_sees_the_value_that_the_first_saved(client: FlaskClient, massage: Category) -> None:
    session.commit()
    seen = seen_on(client, "/admin/categories/massage")
    edit_category(category=massage, naming=Naming("Bodywork", slug="massage"))
    session.commit()
    answer = client.post("/admin/categories/massage", data={"name": "Massages", "slug": "massage", "seen": seen})
    assert (answer.status_code, "<q>Bodywork</q>" in answer.text) == (422, True)


def test_urls_of_a_merged_category_redirect_to_the_new_one(client: FlaskClient, massage: Category) -> None:
    venue = make_venue()
    make_service(venue, members=[make_member(venue)])
    bodywork = make_category(slug="bodywork", name="Bodywork")
    merge_category(category=bodywork, into=massage)
    session.commit()
    assert client.get("/bodywork/portland-or").headers["Location"] == "/massage/portland-or"
    assert client.get("/categories/bodywork").headers["Location"] == "/categories/massage"
    answer = client.get("/search?kind=bodywork&near=Portland, OR&guests=2")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/search?near=Portland,+OR&kind=massage&guests=2")
    assert client.get("/bodyworks/portland-or").status_code == 404


def test_search_for_a_former_tag_redirects_to_the_current_one(client: FlaskClient, dana: User) -> None:
    parking, free = add_tag(name="Parking", group=TagGroup.AMENITY), add_tag(name="Lot", group=TagGroup.AMENITY)
    merge_tag(tag=parking, into=free)
    edit_tag(tag=free, name="Free parking", slug="free-parking", group=TagGroup.GOOD_FOR)
    session.commit()
    for slug in ("parking", "lot"):
        assert client.get(f"/search?tag={slug}").headers["Location"] == "/search?tag=free-parking"


def test_merging_tags_gives_each_venue_the_merged_tag_once(client: FlaskClient, dana: User, jobs: Jobs) -> None:
    one, other = add_tag(name="Parking", group=TagGroup.AMENITY), add_tag(name="Lot", group=TagGroup.AMENITY)
    has_one, has_both = make_venue(), make_venue()
    set_tags(venue=has_one, tags=[one])
    set_tags(venue=has_both, tags=[one, other])
    session.commit()
    assert "2 venues get the other tag instead." in read(client, "/admin/tags/parking/merge")
    assert client.post("/admin/tags/parking/merge", data={"into": "parking"}).status_code == 422
    assert client.post("/admin/tags/parking/merge", data={"into": "lot"}).status_code == 303
    session.expire_all()
    assert {
        venue.id: [tag.slug for tag in venue.tags]
        for venue in session.scalars(select(Venue).options(selectinload(Venue.tags)))
    } == {has_one.id: ["lot"], has_both.id: ["lot"]}
    assert "search_index.reindex_tag" in jobs.waiting()


def test_tags_are_ordered_and_a_tag_in_use_cannot_be_deleted(client: FlaskClient, dana: User) -> None:
    for name in ("Parking", "Sauna", "Quiet"):
        add_tag(name=name, group=TagGroup.AMENITY)
    couples = add_tag(name="Couples", group=TagGroup.GOOD_FOR)
    order_tags(group=TagGroup.AMENITY, slugs=["quiet", "parking", "sauna"])
    assert [tag.slug for tag in tags()] == ["quiet", "parking", "sauna", "couples"]
    set_tags(venue=make_venue(), tags=[couples])
    session.commit()
    answer = client.post("/admin/tags/couples/remove")
    assert (answer.status_code, "1 venue uses Couples" in answer.text) == (409, True)
    remove_tag(tag=tag_at("sauna"))
    session.commit()
    client.post("/admin/tags/order?group=amenity", data={"move": "parking:up"})
    session.expire_all()
    assert [tag.slug for tag in tags()] == ["parking", "quiet", "couples"]


def test_merging_categories_is_announced_before_and_confirmed_after(client: FlaskClient, massage: Category) -> None:
    make_venue(category="facial")
    session.commit()
    assert "These move to the other category right away: 1 venue." in read(client, "/admin/categories/facial/merge")
    assert client.post("/admin/categories/facial/merge", data={"into": "massage"}).status_code == 303
    assert flashed(client, "/admin/categories") == "Facial was merged into Massage. Old links redirect there."
    assert session.scalars(select(Tag)).all() == []
    assert category_at("massage").synonyms == ["Facial"]
