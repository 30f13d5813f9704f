"""Tests that no request that a person, a program or an attacker can make ends in a server error."""

import traceback
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from random import Random

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from sqlalchemy import Connection
from structlog.testing import capture_logs

from tests import database
from tests.project.hostile import FILES, HEADERS, VALUES, Noted
from tests.project.routes.walked import TABLE, USERS, address, user_of, walked
from tests.project.samples import Pairs, Sample, collected
from tests.project.visitors import Visitor
from tests.project.world import World, furnish, make_world
from tests.sizes import sized
from tests.support import sign_in


@dataclass(frozen=True)
class Offered:
    """What pages offer: requests for each route, and the parameters that the view of a bare URL asked for."""

    samples: dict[str, list[Sample]]
    asked: dict[str, set[str]]


# How many requests each parameter of a route gets, how many a route gets in all, and how many of the forms and links
# that lead to it are used.
A_PARAMETER, A_ROUTE = sized(40, 1), sized(200, 3)
MOST_SAMPLES = sized(6, 2)
BLUEPRINTS = sorted({way.split(maxsplit=1)[1].partition(".")[0] for way in TABLE})
# Routes that answer 503 on purpose: no worker runs during this test.
MEANT = {"GET health.ready": 503}
# What the application logs when a view let through what only the database or the error page could refuse.
SLIPPED_THROUGH = {"impossible value", "constraint refused", "request failed", "database failed", "error page failed"}


@pytest.fixture(scope="module")
def world(one_transaction: Connection) -> World:
    return furnish(make_world())


@pytest.fixture
def db(one_transaction: Connection, world: World) -> Iterator[None]:
    with database.undone(one_transaction):
        yield


@pytest.fixture(scope="module")
def offers(app: Flask, one_transaction: Connection, world: World, noting: None) -> Offered:
    """Return requests for each route: what pages offer to the role that uses it, and its bare URL."""
    found: dict[str, list[Sample]] = defaultdict(list)
    asked: dict[str, set[str]] = {}
    with database.undone(one_transaction):
        for role in USERS:
            client = app.test_client()
            sign_in(client, world.people[role])
            pages = [rule for way, rule in walked(app) if way.startswith("GET ") and user_of(way) == role]
            for each in collected(app, client, [address(app, world, rule) for rule in pages], asked):
                if each.way in TABLE and user_of(each.way) in {role, "guest"}:
                    found[each.way].append(each)
    for way, rule in walked(app):
        found[way].append(Sample(way, address(app, world, rule)))
    return Offered(found, asked)


def fullest(some: Iterable[Sample]) -> list[Sample]:
    """Return a few of the samples: those with different parameters, and with the most of them first."""
    by_names: dict[tuple[str, ...], Sample] = {}
    for each in some:
        by_names.setdefault(tuple(sorted(each.names)), each)
    return sorted(by_names.values(), key=lambda each: -len(each.names))[:MOST_SAMPLES]


@pytest.mark.parametrize("blueprint", BLUEPRINTS)
@pytest.mark.usefixtures("client", "stripe")
def test_hostile_requests_never_cause_a_server_error(
    app: Flask, one_transaction: Connection, world: World, offers: Offered, blueprint: str
) -> None:
    people = {role: Visitor.of(app, one_transaction, world.people[role]) for role in USERS}
    ways = sorted(way for way in TABLE if way.split(maxsplit=1)[1].partition(".")[0] == blueprint)
    plausible: dict[str, list[Sample]] = {way: fullest(offers.samples[way]) for way in ways}
    asked: dict[str, set[str]] = {}
    for way in ways:
        Noted.asked.clear()
        seen: set[str] = set()
        for sample in plausible[way]:
            if sample.method == "GET" and not sample.names and sample.path in offers.asked:
                Noted.asked.update(offers.asked[sample.path])
                continue
            # Undo and the like are only offered after a change. The same form leads to the same page twice.
            for offer in people[user_of(way)].offers_after(sample, seen):
                if offer.way in plausible and offer.names:
                    plausible[offer.way] = fullest([offer, *plausible[offer.way]])
        asked[way] = set(Noted.asked)
    problems = []
    for way in ways:
        chance = Random(way)  # the same requests in every run
        parameters = asked[way] | {name for sample in plausible[way] for name in sample.names}
        for attempt in range(min(A_ROUTE, 1 + A_PARAMETER * len(parameters))):
            sample = varied(plausible[way][attempt % len(plausible[way])], asked[way], chance)
            problems += problems_with(people[user_of(way)], sample, chance)
    assert problems == []


def varied(sample: Sample, asked: set[str], chance: Random) -> Sample:
    """Return the sample with hostile values in one parameter, or in about half of them."""
    query, form = list(sample.query), list(sample.form)
    known = {name for name, _ in (*query, *form)}
    for name in sorted(asked - known):
        (form if form and chance.random() < 0.5 else query).append((name, ""))
    size = len(query) + len(form)
    if not size:
        return sample
    only = chance.randrange(size) if chance.random() < 0.5 else None
    chosen = [only == at if only is not None else chance.random() < 0.5 for at in range(size)]
    return replace(
        sample,
        query=changed(query, chosen[: len(query)], asked - known, chance),
        form=changed(form, chosen[len(query) :], asked - known, chance),
    )


def changed(pairs: list[tuple[str, str]], chosen: list[bool], unknown: set[str], chance: Random) -> Pairs:
    """Return the pairs, the chosen ones with a hostile value, twice, often, or not at all."""
    found: list[tuple[str, str]] = []
    for (name, value), is_chosen in zip(pairs, chosen, strict=True):
        if not is_chosen:
            found += [] if name in unknown else [(name, value)]
            continue
        match chance.randrange(10):
            case 0 if name not in unknown:
                pass
            case 1:
                found += [(name, value), (name, chance.choice(VALUES))]
            case 2:
                found += [(name, one) for one in chance.sample(VALUES, 40)]
            case _:
                found.append((name, chance.choice(VALUES)))
    return tuple(found)


def problems_with(person: Visitor, sample: Sample, chance: Random) -> list[str]:
    """Send the sample, sometimes with hostile headers and files, and describe the server errors that it causes."""
    headers = chance.choice(HEADERS) if chance.random() < 0.25 else {}
    files = [(name, *chance.choice(FILES)) for name in sample.files]
    found = []
    with capture_logs() as events:
        try:
            status = person.send(sample, files, headers).status_code
            if status >= 500 and status != MEANT.get(sample.way):
                found.append(str(status))
        except Exception as error:  # what people would see as 500
            places = [f"{at.filename}:{at.lineno}" for at in traceback.extract_tb(error.__traceback__)[-5:]]
            found.append(f"{type(error).__name__}: {error!s:.300} at {places}")
    for event in events:
        if event["event"] in SLIPPED_THROUGH:
            found.append(f"{event['event']}: {event.get('exc_info') or event.get('constraint')!s:.300}")
    return [f"{sample.way}: {problem}\n{sample!r:.900}\n{headers!r:.200} {files!r:.200}" for problem in found]


def test_a_view_that_breaks_on_hostile_values_is_found(
    app: Flask, one_transaction: Connection, world: World, monkeypatch: pytest.MonkeyPatch, client: FlaskClient
) -> None:
    def show(slug: str) -> str:  # Flask passes it
        return str(int(request.args["page"]))

    monkeypatch.setitem(app.view_functions, "content.show", show)
    person = Visitor.of(app, one_transaction, world.people["guest"])
    chance, sample = Random(1), Sample("GET content.show", "/about/help", (("page", "1"),))
    found = [problems_with(person, varied(sample, set(), chance), chance) for _ in range(9)]
    assert any("ValueError: invalid literal for int()" in problem for problems in found for problem in problems)
