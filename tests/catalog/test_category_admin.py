"""The category tree: two levels, one order, and nothing lost when categories are merged."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from app.catalog.models import Service
from app.core.db import session
from app.core.errors import Conflict, DomainError, NotFound
from app.search_index import tasks
from app.taxonomy.actions.categories import (
    RESERVED,
    Naming,
    add_category,
    edit_category,
    merge_category,
    order_categories,
    remove_category,
)
from app.taxonomy.models import Category
from app.taxonomy.queries import CategoryUse, categories, category_at, category_called, siblings_in, use_of, venues_with
from app.venues.models import Venue
from tests.factories import make_category, make_service, make_venue
from tests.support import Jobs
from tests.tabs import DONE, in_tabs

pytestmark = pytest.mark.usefixtures("db", "now")


def add(name: str, **values: object) -> Category:
    return add_category(naming=Naming(name, **values))  # type: ignore[arg-type]


def tree() -> list[str]:
    session.expire_all()
    return [f"{one.parent.slug}/{one.slug}" if one.parent else one.slug for one in categories()]


def test_categories_and_subcategories_appear_in_the_order_they_were_added(db: None) -> None:
    massage, _ = add("Massage"), add("Facial & skin")
    add("Deep tissue", parent=massage)
    add("Thai", parent=massage)
    assert tree() == ["massage", "massage/deep-tissue", "massage/thai", "facial-and-skin"]


def test_a_subcategory_cannot_have_subcategories(db: None) -> None:
    massage = add("Massage")
    deep = add("Deep tissue", parent=massage)
    facial = add("Facial")
    with pytest.raises(Conflict):
        add("Deeper", parent=deep)
    with pytest.raises(Conflict):
        edit_category(category=massage, naming=Naming("Massage", parent=facial))
    with pytest.raises(Conflict):
        edit_category(category=massage, naming=Naming("Massage", parent=massage))


@pytest.mark.parametrize("slug", sorted(RESERVED))
def test_a_reserved_slug_is_refused_for_a_category(db: None, slug: str) -> None:
    with pytest.raises(Conflict):
        add("Anything", slug=slug)


def test_the_first_segment_of_every_route_is_reserved(app: Flask) -> None:
    firsts = {rule.rule.split("/")[1] for rule in app.url_map.iter_rules()}
    assert {first for first in firsts if first.isalpha()} - RESERVED == set()


@pytest.mark.parametrize("name", ["!!!", "按摩", " "])
def test_a_name_that_makes_no_slug_needs_an_explicit_one(db: None, name: str) -> None:
    with pytest.raises(DomainError):
        add(name)
    assert add(name, slug="anmo").slug == "anmo"


@pytest.mark.parametrize("slug", ["Deep", "deep tissue", "-deep", "deep/", "é", "a" * 41])
def test_a_malformed_slug_is_refused(db: None, slug: str) -> None:
    with pytest.raises(DomainError):
        add("Deep tissue", slug=slug)


def test_a_previous_slug_still_leads_to_its_category_and_is_not_available(db: None, jobs: Jobs) -> None:
    massage = add("Massage")
    edit_category(category=massage, naming=Naming("Bodywork", slug="bodywork"))
    assert category_called("massage") is massage
    with pytest.raises(Conflict, match="/massage already leads to Bodywork"):
        add("Massage")
    edit_category(category=massage, naming=Naming("Massage", slug="massage"))
    assert category_called("bodywork") is massage
    assert category_called("nothing") is None
    with pytest.raises(NotFound):
        category_at("bodywork")


def test_a_subcategory_can_get_another_parent_or_none(db: None) -> None:
    massage, spa = add("Massage"), add("Spa")
    add("Soak", parent=spa)
    thai = add("Thai", parent=massage)
    edit_category(category=thai, naming=Naming("Thai", slug="thai", parent=spa))
    assert tree() == ["massage", "spa", "spa/soak", "spa/thai"]
    edit_category(category=category_at("thai"), naming=Naming("Thai", slug="thai"))
    assert tree() == ["massage", "spa", "spa/soak", "thai"]


def test_reordering_needs_exactly_the_current_categories(db: None) -> None:
    for name in ("Massage", "Facial", "Hair"):
        add(name)
    order_categories(parent=None, slugs=["hair", "massage", "facial"])
    assert tree() == ["hair", "massage", "facial"]
    with pytest.raises(Conflict):
        order_categories(parent=None, slugs=["hair", "massage"])


def test_synonyms_are_unique_and_limited(db: None) -> None:
    massage = add("Massage", synonyms=["RMT", "rmt", "massage", "Bodywork"])
    assert [word.casefold() for word in massage.synonyms] == ["rmt", "bodywork"]
    with pytest.raises(DomainError):
        add("Facial", synonyms=[f"word {number}" for number in range(21)])


def test_a_category_in_use_cannot_be_removed(db: None) -> None:
    venue = make_venue(category="massage")
    make_service(venue, capacity=2, category="thai")
    massage, thai, facial = category_at("massage"), category_at("thai"), make_category(slug="facial")
    assert use_of(massage) == CategoryUse(venues=1, services=0, parts=0)
    for used in (massage, thai):
        with pytest.raises(Conflict):
            remove_category(category=used)
    remove_category(category=facial)
    assert tree() == ["massage", "thai"]


def test_merging_keeps_venues_services_subcategories_synonyms_and_slugs(db: None, jobs: Jobs) -> None:
    bodywork = add("Bodywork", synonyms=["RMT"])
    add("Hot stone", parent=bodywork)
    edit_category(category=bodywork, naming=Naming("Body work", slug="body-work", synonyms=["RMT"]))
    massage = add("Massage")
    add("Thai", parent=massage)
    venue = make_venue(category="body-work")
    service = make_service(venue, capacity=2, category="body-work")
    merge_category(category=bodywork, into=massage)
    assert tree() == ["massage", "massage/thai", "massage/hot-stone"]
    assert (session.get_one(Venue, venue.id).category_id, session.get_one(Service, service.id).category_id) == (
        massage.id,
        massage.id,
    )
    assert [category_called(slug) for slug in ("body-work", "bodywork")] == [massage, massage]
    assert massage.synonyms == ["Body work", "RMT"]
    assert "search_index.reindex_category" in jobs.waiting()


def test_merging_is_refused_into_itself_or_if_subcategories_would_nest(db: None) -> None:
    massage, facial = add("Massage"), add("Facial")
    add("Thai", parent=massage)
    peel = add("Peel", parent=facial)
    with pytest.raises(Conflict):
        merge_category(category=massage, into=peel)
    with pytest.raises(Conflict):
        merge_category(category=massage, into=massage)


def test_jobs_reindex_the_venues_of_a_category_a_few_at_a_time(
    db: None, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    venues = [make_venue(category="massage") for _ in range(5)]
    massage = category_at("massage")
    assert venues_with(massage.id, after=venues[0].id, most=2) == [venues[1].id, venues[2].id]
    session.execute(text("DELETE FROM procrastinate_jobs"))
    monkeypatch.setattr(tasks, "AT_ONCE", 2)
    after, waves = 0, 0
    while True:
        tasks.reindex_category(category_id=massage.id, after=after)
        waves += 1
        waiting = jobs.waiting()
        session.execute(text("DELETE FROM procrastinate_jobs"))
        if "search_index.reindex_category" not in waiting:
            break
        assert waiting.count("search_index.reindex") == 2
        after = venues[2 * waves - 1].id
    assert waves == 3


def test_only_one_of_two_admins_merging_categories_into_each_other_succeeds(app: Flask, db: None) -> None:
    make_category(slug="massage")
    make_category(slug="bodywork")
    make_venue(category="bodywork")
    session.commit()
    ways = [("massage", "bodywork"), ("bodywork", "massage")]

    def merge(tab: int) -> None:
        one, other = ways[tab]
        merge_category(category=category_at(one), into=category_at(other))

    outcomes = in_tabs(app, merge, tabs=2)
    assert outcomes.count(DONE) == 1
    session.rollback()
    assert len(session.scalars(select(Category)).all()) == 1


def test_an_unknown_category_page_is_not_found(client: FlaskClient) -> None:
    assert client.get("/massage/portland-or").status_code == 404


def test_subcategories_are_listed(db: None) -> None:
    massage = add("Massage")
    add("Thai", parent=massage)
    assert [part.slug for part in siblings_in(massage)] == ["thai"]
