"""Tests of every route as every role. A new route fails here until it has a line in a table (tests/project/routes)."""

from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import Connection
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule

from app.venues.enums import Ability
from app.web.security import PUBLIC_PAGES
from tests import database
from tests.assets.weight import BUDGET, first_load
from tests.project.markup import Page
from tests.project.routes.walked import STAFF, TABLE, TABLES, address, statuses, walked
from tests.project.world import World, make_world
from tests.sizes import sized
from tests.support import sign_in

THERE = ("owner", *STAFF)


@pytest.fixture(scope="module")
def world(one_transaction: Connection) -> World:
    return make_world()


@pytest.fixture(scope="module")
def cookies(app: Flask, world: World) -> dict[str, str]:
    """Return the cookie of an open session of each person, by role: opening one for each test would take a third."""
    found, name = {}, app.config["SESSION_COOKIE_NAME"]
    for role, user in world.people.items():
        client = app.test_client()
        sign_in(client, user)
        cookie = client.get_cookie(name)
        assert cookie is not None
        found[role] = cookie.value
    return found


@pytest.fixture(scope="module")
def rules(app: Flask) -> dict[str, Rule]:
    return dict(walked(app))


@pytest.fixture
def db(one_transaction: Connection, cookies: Mapping[str, str]) -> Iterator[None]:
    """Undo what a test writes: all of them visit the same world."""
    with database.undone(one_transaction):
        yield


def test_the_table_has_exactly_the_routes_of_the_application(app: Flask) -> None:
    there = {way for way, _ in walked(app)}
    assert sorted(there - TABLE.keys()) == [], "routes without a line in the table"
    assert sorted(TABLE.keys() - there) == [], "lines of the table without a route"
    assert len(TABLE) == sum(len(table) for table in TABLES), "a route in two tables"


@pytest.mark.parametrize("way", TABLE)
@pytest.mark.usefixtures("client")
def test_each_role_gets_the_status_in_the_table(
    app: Flask,
    one_transaction: Connection,
    world: World,
    cookies: Mapping[str, str],
    rules: Mapping[str, Rule],
    way: str,
) -> None:
    method = way.split(maxsplit=1)[0]
    path = address(app, world, rules[way])
    expected, found, checked = statuses(app, way), {}, set[int]()
    for role in expected:
        client = app.test_client()
        if role in cookies:
            client.set_cookie(app.config["SESSION_COOKIE_NAME"], cookies[role])
        # What the owner and their staff do is undone, so that each of them finds the same.
        with database.undone(one_transaction) if role in THERE else nullcontext():
            # One error page of each status is read. htmx gets only its sentence, which takes a third of the time.
            headers = {"HX-Request-Type": "partial"} if expected[role] in checked else {}
            response = client.open(path, method=method, headers=headers)
            assert response.data is not None  # a page that is sent in pieces is read here
        found[role] = response.status_code
        is_embedded = way.startswith("GET embed.")
        assert ("frame-ancestors 'none'" in response.headers["Content-Security-Policy"]) != is_embedded, path
        if response.mimetype == "text/html" and response.status_code not in {301, 302, 303, 308}:
            if role in world.people and way.split()[1].split(".", maxsplit=1)[0] not in {*PUBLIC_PAGES, "embed"}:
                assert response.headers["Cache-Control"] == "private, no-store", path
            # Over HTTPS, forms of such a page would be refused: the CSRF check wants to know where they come from.
            assert response.headers["Referrer-Policy"] != "no-referrer", path
            if response.status_code in checked:  # the pages of one error differ in a sentence only
                continue
            if response.status_code >= 400:
                checked.add(response.status_code)
            page = Page(response.text)
            assert page.title.endswith("CozyWish"), f"{path} has no title"
            assert page.refused == [], f"{path} has what the policy refuses"
            assert page.unexplained == [], f"{path} has fields without autocomplete"
            assert len(page.ids) == len(set(page.ids)), f"{path} has an id twice: {page.ids}"
            if role in THERE and response.status_code != 403:
                assert closed_to(app, role, page) == [], f"{path} leads {role} to pages that refuse them"
            assert first_load(response.data) < BUDGET, f"{path} is too large"
    assert found == expected


def closed_to(app: Flask, role: str, page: Page) -> list[str]:
    """Return the links and forms of a page that answer a role with 403, by the table."""
    urls, found = app.url_map.bind(app.config["SERVER_NAME"] or "localhost"), []
    for method, href in page.ways:
        path = urlsplit(href).path
        if not path.startswith("/"):
            continue
        try:
            endpoint, _ = urls.match(path, method=method)
        except HTTPException:
            continue
        way = f"{method} {endpoint}"
        if way in TABLE and statuses(app, way)[role] == 403:
            found.append(f"{method} {path}")
    return found


def test_every_ability_opens_a_page_of_the_venue(app: Flask) -> None:
    opened = {view.__dict__.get("ability") for view in app.view_functions.values()}
    assert set(Ability) - opened == set()


NONSENSE = ("no-such-thing", "CW-0000-0000", "0", "-1", "99999999999999999999", "%2e%2e", "a" * 300, "é", "'; --")


@pytest.mark.parametrize("way", [way for way in TABLE if way not in {"GET static"}])
@pytest.mark.usefixtures("client")
def test_routes_find_nothing_for_names_that_do_not_exist(
    app: Flask, world: World, cookies: Mapping[str, str], rules: Mapping[str, Rule], way: str
) -> None:
    method, rule = way.split(maxsplit=1)[0], rules[way]
    client = app.test_client()
    client.set_cookie(app.config["SESSION_COOKIE_NAME"], cookies["provider"])
    for name in sorted(rule.arguments):
        # Each route gets a third of them, and with THOROUGH=1 all.
        for nonsense in NONSENSE[len(rule.rule) % sized(1, 3) :: sized(1, 3)]:
            elsewhere = replace(world, special={rule.endpoint: {**world.names_for(rule.endpoint), name: nonsense}})
            path = address(app, elsewhere, rule)
            response = client.open(path, method=method, headers={"HX-Request-Type": "partial"})
            assert response.status_code in {403, 404, 405, 422}, path
