"""Tests that nobody reaches what belongs to another account, whichever id they put into a URL, a link or a form."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, text
from werkzeug.routing import Rule

from tests import database
from tests.project.belongings import Accounts, changed_tables, make_accounts, reached, state, written_rows
from tests.project.hostile import Noted
from tests.project.routes.walked import TABLE, address, user_of, walked
from tests.project.samples import Pairs, Sample, collected
from tests.project.visitors import Visitor
from tests.support import sign_in

ROLES = ("guest", "owner")
BLUEPRINTS = sorted({way.split(maxsplit=1)[1].partition(".")[0] for way in TABLE if user_of(way) in ROLES})
# Arguments that belong to no account, and tokens: anyone with such a link may use it.
NOBODYS = {"category", "day", "filename", "kind", "name", "pay_key", "place", "provider", "purpose", "token"}
# Pages of a live venue, a photo, and a text of the site, which everybody may read.
PUBLIC = {
    *("content.show", "embed.service", "embed.venue", "search_pages.map_card", "venue_pages.venue"),
    *("memberships.join", "packages.at_venue", "packages.buy_package"),
    *(
        "slot_picker.combo",
        "slot_picker.look_at_repeat",
        "slot_picker.party",
        "slot_picker.repeat",
        "slot_picker.slots",
    ),
    *("waitlist.add", "waitlist.new"),
}
# Forms of pages that no page of the walk shows as they are sent.
FILLED: dict[str, Pairs] = {
    "POST cart.price": (("cents", "11000"),),
    "POST cart.quantity": (("quantity", "2"),),
    "POST cart.time": (("start", "2026-05-23T19:00Z"),),
}
# What separates ids in a value, as in the key of a room or in several ids of one field.
SEPARATORS = re.compile(r"([:~,|/\n])")
Samples = dict[str, list[Sample]]


@pytest.fixture(scope="module")
def accounts(one_transaction: Connection) -> Accounts:
    return make_accounts()


@pytest.fixture
def db(one_transaction: Connection, accounts: Accounts) -> Iterator[None]:
    with database.undone(one_transaction):
        yield


@pytest.fixture(scope="module")
def samples(app: Flask, one_transaction: Connection, accounts: Accounts) -> Samples:
    """Return what the pages offer to our guest and our owner, for each route."""
    found: dict[str, list[Sample]] = defaultdict(list)
    with database.undone(one_transaction):
        for role in ROLES:
            client = app.test_client()
            sign_in(client, accounts.ours.people[role])
            pages = [rule for way, rule in walked(app) if way.startswith("GET ") and user_of(way) == role]
            for each in collected(app, client, [address(app, accounts.ours, rule) for rule in pages]):
                if each.way in TABLE and user_of(each.way) == role:
                    found[each.way].append(each)
    return found


@pytest.fixture
def people(app: Flask, one_transaction: Connection, accounts: Accounts, client: FlaskClient) -> dict[str, Visitor]:
    return {role: Visitor.of(app, one_transaction, accounts.ours.people[role]) for role in ROLES}


def ways_of(app: Flask, blueprint: str) -> list[tuple[str, Rule]]:
    ways = [(way, rule) for way, rule in walked(app) if way.split(maxsplit=1)[1].partition(".")[0] == blueprint]
    return [(way, rule) for way, rule in ways if user_of(way) in ROLES]


def theirs(app: Flask, accounts: Accounts, rule: Rule) -> dict[str, None]:
    """Return URLs of the route with our ids, of which one or all are replaced by theirs."""
    own, other = accounts.ours.names_for(rule.endpoint), accounts.theirs.names_for(rule.endpoint)
    mixed = [other, *({**own, name: other[name]} for name in sorted(rule.arguments))]
    urls = [address(app, replace(accounts.ours, names=names, special={}), rule) for names in mixed]
    return dict.fromkeys(url for url in urls if url != address(app, accounts.ours, rule))


@pytest.mark.parametrize("blueprint", BLUEPRINTS)
def test_ids_of_another_account_in_a_url_are_not_found(
    app: Flask,
    one_transaction: Connection,
    accounts: Accounts,
    samples: Samples,
    people: dict[str, Visitor],
    blueprint: str,
) -> None:
    before, problems = state(one_transaction), []
    for way, rule in ways_of(app, blueprint):
        if not rule.arguments - NOBODYS or rule.endpoint in PUBLIC:
            continue
        at_home = [each for each in samples[way] if each.path == address(app, accounts.ours, rule)]
        plausible = max(at_home, key=lambda each: len(each.names), default=Sample(way, "", form=FILLED.get(way, ())))
        urls = theirs(app, accounts, rule)
        assert urls, f"{way}: both accounts have the same ids"
        for url in urls:
            written = written_rows(one_transaction)
            with people[user_of(way)].opened(replace(plausible, path=url)) as response:
                changed = changed_tables(one_transaction, before, written)
            if response.status_code != 404 or changed:
                problems.append(f"{way} {url}: {response.status_code}, changed {changed}")
    assert problems == []


@pytest.mark.parametrize("blueprint", BLUEPRINTS)
@pytest.mark.usefixtures("noting")
def test_ids_of_another_account_in_fields_and_parameters_do_nothing(
    app: Flask,
    one_transaction: Connection,
    accounts: Accounts,
    samples: Samples,
    people: dict[str, Visitor],
    blueprint: str,
) -> None:
    before, problems = state(one_transaction), []
    for way in sorted({way for way, _ in ways_of(app, blueprint)}):
        person = people[user_of(way)]
        of_theirs = accounts.private if user_of(way) == "guest" else accounts.counterparts
        for sample in [*swapped(samples[way], of_theirs), *guessed(person, samples[way], accounts.named)]:
            written = written_rows(one_transaction)
            with person.opened(sample) as response:
                touched = reached(one_transaction, before, written, accounts)
            shown = [secret for secret in accounts.secrets if secret in response.text]
            if touched or shown or response.status_code >= 500:
                problems.append(f"{sample}: {response.status_code}, wrote {touched}, shows {shown}")
    assert problems == []


def swapped(samples: list[Sample], of_theirs: dict[str, str]) -> Iterator[Sample]:
    """Yield the samples with one of our ids replaced by theirs, once for each parameter or field."""
    done = set()
    for sample in samples:
        for at, pairs in (("query", sample.query), ("form", sample.form)):
            for number, (name, value) in enumerate(pairs):
                other = "".join(of_theirs.get(part, part) for part in SEPARATORS.split(value))
                what = (sample.path, name, frozenset(sample.names))
                if other != value and what not in done:
                    done.add(what)
                    changed: Pairs = (*pairs[:number], (name, other), *pairs[number + 1 :])
                    yield replace(sample, query=changed) if at == "query" else replace(sample, form=changed)


def guessed(person: Visitor, samples: list[Sample], named: dict[str, str]) -> Iterator[Sample]:
    """Yield a sample with each parameter that the view asks for, no page offers, and whose name is that of an id."""
    if not samples:
        return
    fullest = max(samples, key=lambda each: len(each.names))
    Noted.asked.clear()
    person.send(fullest)
    for name in sorted(Noted.asked & named.keys() - {name for sample in samples for name in sample.names}):
        yield replace(fullest, query=(*fullest.query, (name, named[name])))


CHANGES = {
    "inserted": "INSERT INTO guest (venue_id, name) SELECT min(id), 'Ada' FROM venue",
    "updated": "UPDATE guest SET name = 'Ada' WHERE id = (SELECT min(id) FROM guest)",
    "deleted": "DELETE FROM venue_photo WHERE id = (SELECT min(id) FROM venue_photo)",
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.usefixtures("db")
def test_each_kind_of_change_to_their_rows_is_noticed(
    one_transaction: Connection, accounts: Accounts, change: str
) -> None:
    before, written = state(one_transaction), written_rows(one_transaction)
    assert reached(one_transaction, before, written, accounts) == []
    with one_transaction.begin_nested():
        one_transaction.execute(text(CHANGES[change]))
    assert changed_tables(one_transaction, before, written) != set()
    assert reached(one_transaction, before, written, accounts) != []
