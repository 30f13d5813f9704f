"""Tests that rate limits slow down guessing, and that a limited visitor learns how long to wait."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts.models import User
from app.calendar_sync.actions import create_feed_url
from app.core.db import session
from app.core.networks import network_of
from app.venues.models import Venue
from app.web.errors import WORDS
from app.web.rate_limits import Try
from tests.factories import make_member, make_user, make_venue
from tests.support import sign_in

# Refused before the password check, which takes 50 ms on purpose, so that all tries fall within one minute.
WRONG = {"email": "wren@example.com", "password": ""}


def guesses(client: FlaskClient, number: int, **changed: str) -> list[int]:
    return [client.post("/login", data={**WRONG, **changed}).status_code for _ in range(number)]


def from_network(client: FlaskClient, ip: str) -> int:
    return client.post("/login", data=WRONG, environ_base={"REMOTE_ADDR": ip}).status_code


def test_a_network_has_60_log_in_tries_a_minute_for_all_email_addresses(strict_without_tokens: FlaskClient) -> None:
    tries = [guesses(strict_without_tokens, 1, email=f"person{n}@example.com")[0] for n in range(61)]
    assert tries == [422] * 60 + [429]
    assert from_network(strict_without_tokens, "192.0.2.7") == 422


def test_logging_in_and_registering_share_one_limit(strict_without_tokens: FlaskClient) -> None:
    guesses(strict_without_tokens, 55)
    sent = [strict_without_tokens.post("/register", data=WRONG).status_code for _ in range(6)]
    assert sent == [422] * 5 + [429]


@pytest.mark.parametrize("path", ["/password/forgot", "/login/link"])
def test_an_email_address_gets_five_emails_an_hour_whether_it_has_an_account(
    strict_without_tokens: FlaskClient, path: str
) -> None:
    make_user(email="wren@example.com")
    session.commit()
    for address in ("wren@example.com", "nobody@example.com"):
        tries = [strict_without_tokens.post(path, data={"email": address}).status_code for _ in range(6)]
        assert tries == [303] * 5 + [429]


def test_a_network_can_ask_for_30_emails_an_hour(strict_without_tokens: FlaskClient) -> None:
    tries = [
        strict_without_tokens.post("/password/forgot", data={"email": f"person{n}@example.com"}).status_code
        for n in range(31)
    ]
    assert tries == [303] * 30 + [429]


@pytest.mark.parametrize(
    ("second", "status"), [("2001:db8:1:2:ffff::9", 429), ("2001:db8:1:3::1", 422)], ids=["same /64", "another /64"]
)
def test_all_addresses_of_an_ipv6_network_share_one_limit(
    strict_without_tokens: FlaskClient, second: str, status: int
) -> None:
    for n in range(60):
        from_network(strict_without_tokens, f"2001:db8:1:2::{n}")
    assert from_network(strict_without_tokens, second) == status


@pytest.mark.parametrize(
    ("address", "bits", "network"),
    [
        ("192.0.2.7", 32, "192.0.2.7"),
        ("192.0.2.7", 24, "192.0.2.0/24"),
        ("::ffff:192.0.2.7", 24, "192.0.2.0/24"),
        ("2001:db8:1:2:3:4:5:6", 24, "2001:db8:1:2::/64"),
        ("unknown", 24, "unknown"),
    ],
)
def test_network_of_keeps_64_bits_of_ipv6_and_the_given_bits_of_ipv4(address: str, bits: int, network: str) -> None:
    assert network_of(address, bits=bits) == network


def test_opening_the_log_in_form_is_never_limited(strict_without_tokens: FlaskClient) -> None:
    guesses(strict_without_tokens, 61)
    assert strict_without_tokens.get("/login").status_code == 200


def test_the_page_for_429_says_to_wait_and_its_header_says_how_long(strict_without_tokens: FlaskClient) -> None:
    guesses(strict_without_tokens, 60)
    response = strict_without_tokens.post("/login", data=WRONG)
    assert str(WORDS[429].message) in response.text
    assert 0 < int(response.headers["Retry-After"]) <= 60


@pytest.mark.parametrize("email", ["", "x" * 10_000, "\u202e", "a b"])
def test_malformed_email_addresses_count_toward_the_limit(strict_without_tokens: FlaskClient, email: str) -> None:
    assert guesses(strict_without_tokens, 61, email=email)[-1] == 429


def test_made_up_calendar_links_are_counted_together_in_one_row(strict: FlaskClient) -> None:
    before = session.scalar(select(func.count()).select_from(Try)) or 0
    for number in range(5):
        assert strict.get(f"/feeds/made-up-{number}.ics").status_code == 404
    assert (session.scalar(select(func.count()).select_from(Try)) or 0) <= before + 1


def test_a_calendar_link_can_be_read_120_times_an_hour(strict: FlaskClient) -> None:
    feed, other = (create_feed_url(venue=make_venue(slug=slug), member=None) for slug in ("one", "two"))
    session.commit()
    answers = [strict.get(f"/feeds/{feed.token}.ics").status_code for _ in range(121)]
    assert (answers[119], answers[120]) == (200, 429)
    assert strict.get(f"/feeds/{other.token}.ics").status_code == 200


def test_an_account_can_subscribe_to_calendars_six_times_a_minute(strict_without_tokens: FlaskClient) -> None:
    member = make_member(make_venue())
    sign_in(strict_without_tokens, session.get_one(User, session.get_one(Venue, member.venue_id).owner_id))
    sent = {f"{member.slug}-url": "https://calendar.example/own.ics"}
    path = f"/venue/calendar-sync/{member.slug}/busy"
    assert [strict_without_tokens.post(path, data=sent).status_code for _ in range(7)] == [303] * 6 + [429]
