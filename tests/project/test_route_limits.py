"""Tests that each route of a class is limited, and that docs/operations.md lists the limits."""

from pathlib import Path

import limits
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from app.web.extensions import limiter
from app.web.load_shedding import class_of
from app.web.route_limits import CLASSES, TABLE, Rate, link
from tests.project.routes.walked import APART

DOCS = Path(__file__).resolve().parents[2] / "docs" / "operations.md"
# Which class in PostgreSQL counts a route.
COUNTED = {
    "booking_links.poster_file": "posters",
    "calendar_sync.calendar": "feeds",
    "calendar_sync.read": "calendars",
    "calendar_sync.subscribe": "calendars",
    "cart.code": "codes",
    "checkout.pay": "checkout",
    "checkout.start": "checkout",
    "desk_payments.make_link": "checkout",
    "front_desk.message": "messages",
    "packages.buy_package": "checkout",
    "memberships.join": "checkout",
    "packages.pay": "checkout",
    "gift_cards.buy_card": "checkout",
    "gift_cards.cash_out": "checkout",
    "gift_cards.pay": "checkout",
    "gift_cards.redeem_card": "codes",
    "gift_cards.send": "messages",
    "venue_credit.give_credit": "messages",
    "guest_forms.by_link": "links",
    "guest_forms.delete_by_link": "links",
    "identities.confirm": "providers",
    "identities.connect": "providers",
    "identities.log_in": "providers",
    "intake.send": "messages",
    "privacy.start_export": "messages",
    "saved_cards.add": "checkout",
    "saved_cards.replace": "checkout",
    "staff.invite": "messages",
    "payouts.dashboard": "messages",
    "payouts.set_up": "messages",
    "staff.offer": "messages",
    "staff.resend": "messages",
    "staff_invitation.accept": "links",
    "staff_invitation.decline": "links",
    "staff_invitation.show": "links",
    **dict.fromkeys(
        (
            "login.change_email",
            "login.do_change_email",
            "login.do_log_in_by_link",
            "login.do_verify_email",
            "login.log_in_by_link",
            "login.reset_password",
            "login.verify_email",
            "undo_email.ask",
            "undo_email.undo",
        ),
        "links",
    ),
    "pay_links.pay": "checkout",
    "pay_links.show": "links",
    "pay_links.tip": "checkout",
    "reminders.by_link": "links",
    "rescheduling.go_to_pay": "checkout",
    "tips.pay": "checkout",
    "receipts.download": "posters",
    "invoices.download": "posters",
    "invoices.pay": "checkout",
    "admin.invoice_pdf": "posters",
    "receipts.send": "messages",
    "admin.receipts_pdf": "posters",
    "receipts.venue_download": "posters",
    "statements.statement_pdf": "posters",
    "venues.location": "addresses",
}
FROM_MEMORY = {"payments.webhook", "payouts_events.webhook", "csp_reports.take"}  # machines send these


def classes(app: Flask) -> dict[str, str]:
    marked = {endpoint: getattr(view, "route_class", None) for endpoint, view in app.view_functions.items()}
    return {endpoint: name for endpoint, name in marked.items() if name}


def rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if not rule.endpoint.startswith((*APART, "probes."))]


def test_each_route_is_in_its_class(app: Flask) -> None:
    files = {name for name, view in app.view_functions.items() if hasattr(view, "bytes_together")}
    assert classes(app) == {**COUNTED, **dict.fromkeys(files - {"probes.upload"}, "uploads")}


def test_every_private_link_is_limited(app: Flask) -> None:
    behind = {rule.endpoint for rule in rules(app) if "token" in rule.arguments}
    assert {classes(app).get(endpoint) for endpoint in behind} == {"feeds", "links"}


def test_every_form_is_limited_by_network_at_least(app: Flask) -> None:
    posts = {rule.endpoint for rule in rules(app) if "POST" in (rule.methods or set())}
    assert {endpoint for endpoint in posts if class_of(endpoint, "POST") is None} == FROM_MEMORY


def test_public_lists_and_suggestions_are_limited_in_memory(app: Flask) -> None:
    """A count in the database would cost more than many of these answers."""
    kinds = {rule.endpoint: class_of(rule.endpoint, "GET") for rule in rules(app)}
    assert {name for name, kind in kinds.items() if kind == "suggestions"} == {
        "search_pages.suggest_what",
        "search_pages.suggest_where",
    }
    assert {kinds[name] for name in ("search_pages.search", "venue_pages.venue", "slot_picker.slots")} == {"search"}
    assert not {name for name, kind in kinds.items() if kind and name in classes(app)}


def fill(name: str, rate: Rate) -> None:
    """Count as many requests as the rate allows, all of them from the test client's network."""
    item = limits.parse(rate.limit)
    limiter.storage.incr(item.key_for("127.0.0.1", name), item.get_expiry(), item.amount)


@pytest.mark.parametrize("endpoint", [*COUNTED, "venues.add_photos", "imports.upload"])
def test_a_route_answers_429_once_its_class_is_used_up(strict_without_tokens: FlaskClient, endpoint: str) -> None:
    client, app = strict_without_tokens, strict_without_tokens.application
    kind = CLASSES[classes(app)[endpoint]]
    rule = next(rule for rule in rules(app) if rule.endpoint == endpoint)
    with app.test_request_context():
        path = app.url_for(endpoint, **dict.fromkeys(rule.arguments, "made-up"))
    method = "POST" if "POST" in (rule.methods or set()) else "GET"
    assert client.open(path, method=method).status_code != 429
    for rate in (rate for rate in kind.rates if rate.key is not link):
        limiter.reset()
        fill(kind.name, rate)
        refused = client.open(path, method=method)
        assert refused.status_code == 429, rate.limit
        assert int(refused.headers["Retry-After"]) > 0
        seconds = limits.parse(rate.limit).get_expiry()
        words = "Wait a minute" if seconds == 60 else f"Wait {seconds // 60} minutes"
        assert words in refused.text


def test_the_routes_of_a_class_share_one_count(strict_without_tokens: FlaskClient) -> None:
    fill("checkout", CLASSES["checkout"].rates[0])
    refused = [strict_without_tokens.post(path).status_code for path in ("/checkout", "/checkout/CW-1")]
    assert refused == [429, 429]


def test_the_docs_list_every_class() -> None:
    listed = DOCS.read_text()
    missing = [kind.name for kind in TABLE if f"| {kind.name} | {kind.routes} | {kind.in_words} |" not in listed]
    assert not missing
