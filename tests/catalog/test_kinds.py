"""The tree of categories: two levels, one order, and nothing lost when one becomes part of another."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from app.catalog.category_admin import (
    RESERVED,
    Naming,
    Use,
    add_category,
    category_at,
    edit_category,
    merge_category,
    order_categories,
    remove_category,
    siblings_in,
    use_of,
    venues_with,
)
from app.catalog.models import Service
from app.catalog.queries import categories
from app.db import session
from app.discovery import tasks
from app.errors import Conflict, DomainError, NotFound
from app.venues.models import Category, Venue
from app.venues.queries import category_called
from tests.factories import make_category, make_service, make_venue
from tests.support import Jobs
from tests.tabs import DONE, in_tabs

pytestmark = pytest.mark.usefixtures("db", "now")


def add(name: str, **values: object) -> Category:
    return add_category(naming=Naming(name, **values))  # type: ignore[arg-type]


def tree() -> list[str]:
    session.expire_all()
    return [f"{one.parent.slug}/{one.slug}" if one.parent else one.slug for one in categories()]


def test_kinds_and_parts_stand_in_the_order_in_which_they_came(db: None) -> None:
    massage, _ = add("Massage"), add("Facial & skin")
    add("Deep tissue", parent=massage)
    add("Thai", parent=massage)
    assert tree() == ["massage", "massage/deep-tissue", "massage/thai", "facial-and-skin"]


def test_a_part_has_no_parts(db: None) -> None:
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
def test_a_page_of_the_site_is_no_category(db: None, slug: str) -> None:
    with pytest.raises(Conflict):
        add("Anything", slug=slug)


def test_every_page_of_the_site_is_reserved(app: Flask) -> None:
    firsts = {rule.rule.split("/")[1] for rule in app.url_map.iter_rules()}
    assert {first for first in firsts if first.isalpha()} - RESERVED == set()


@pytest.mark.parametrize("name", ["!!!", "按摩", " "])
def test_a_name_without_letters_for_an_address_asks_for_one(db: None, name: str) -> None:
    with pytest.raises(DomainError):
        add(name)
    assert add(name, slug="anmo").slug == "anmo"


@pytest.mark.parametrize("slug", ["Deep", "deep tissue", "-deep", "deep/", "é", "a" * 41])
def test_an_address_is_one(db: None, slug: str) -> None:
    with pytest.raises(DomainError):
        add("Deep tissue", slug=slug)


def test_an_address_of_before_leads_on_and_belongs_to_nobody_else(db: None, jobs: Jobs) -> None:
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


def test_a_part_moves_under_another_whole(db: None) -> None:
    massage, spa = add("Massage"), add("Spa")
    add("Soak", parent=spa)
    thai = add("Thai", parent=massage)
    edit_category(category=thai, naming=Naming("Thai", slug="thai", parent=spa))
    assert tree() == ["massage", "spa", "spa/soak", "spa/thai"]
    edit_category(category=category_at("thai"), naming=Naming("Thai", slug="thai"))
    assert tree() == ["massage", "spa", "spa/soak", "thai"]


def test_order_is_that_of_those_that_are_there(db: None) -> None:
    for name in ("Massage", "Facial", "Hair"):
        add(name)
    order_categories(parent=None, slugs=["hair", "massage", "facial"])
    assert tree() == ["hair", "massage", "facial"]
    with pytest.raises(Conflict):
        order_categories(parent=None, slugs=["hair", "massage"])


def test_synonyms_are_each_there_once(db: None) -> None:
    massage = add("Massage", synonyms=["RMT", "rmt", "massage", "Bodywork"])
    assert [word.casefold() for word in massage.synonyms] == ["rmt", "bodywork"]
    with pytest.raises(DomainError):
        add("Facial", synonyms=[f"word {number}" for number in range(21)])


def test_what_is_used_is_not_removed(db: None) -> None:
    venue = make_venue(category="massage")
    make_service(venue, capacity=2, category="thai")
    massage, thai, facial = category_at("massage"), category_at("thai"), make_category(slug="facial")
    assert use_of(massage) == Use(venues=1, services=0, parts=0)
    for used in (massage, thai):
        with pytest.raises(Conflict):
            remove_category(category=used)
    remove_category(category=facial)
    assert tree() == ["massage", "thai"]


def test_merging_loses_nothing(db: None, jobs: Jobs) -> None:
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
    assert "discovery.reindex_category" in jobs.waiting()


def test_merging_is_refused_where_parts_would_get_parts(db: None) -> None:
    massage, facial = add("Massage"), add("Facial")
    add("Thai", parent=massage)
    peel = add("Peel", parent=facial)
    with pytest.raises(Conflict):
        merge_category(category=massage, into=peel)
    with pytest.raises(Conflict):
        merge_category(category=massage, into=massage)


def test_search_hears_of_it_by_jobs_some_venues_at_a_time(
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
        if "discovery.reindex_category" not in waiting:
            break
        assert waiting.count("discovery.reindex") == 2
        after = venues[2 * waves - 1].id
    assert waves == 3


def test_two_admins_who_merge_into_each_other_lose_nothing(app: Flask, db: None) -> None:
    make_category(slug="massage")
    make_category(slug="bodywork")
    make_venue(category="bodywork")
    session.commit()
    ways = [("massage", "bodywork"), ("bodywork", "massage")]

    def merge(tab: int) -> None:
        one, other = ways[tab]
        merge_category(category=category_at(one), into=category_at(other))

    told = in_tabs(app, merge, tabs=2)
    assert told.count(DONE) == 1
    session.rollback()
    assert len(session.scalars(select(Category)).all()) == 1


def test_nobody_reads_of_a_category_that_is_gone(client: FlaskClient) -> None:
    assert client.get("/massage/portland-or").status_code == 404


def test_parts_are_asked_for_in_one_statement(db: None) -> None:
    massage = add("Massage")
    add("Thai", parent=massage)
    assert [part.slug for part in siblings_in(massage)] == ["thai"]
