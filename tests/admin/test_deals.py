"""Sitewide deals created by admins, and decisions on venues' deals."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.enums import Role
from app.accounts.models import User
from app.admin.enums import AuditAction
from app.admin.models import AuditEntry
from app.catalog.queries import active_options
from app.core.db import session
from app.deals.actions.drafts import change_deal, send_deal
from app.deals.actions.review import reject_deal
from app.deals.actions.terms import Terms, terms_of
from app.deals.copy import facts
from app.deals.enums import DealStatus
from app.deals.models import Deal
from app.deals.queries.deals import deal_of_id, platform_deals
from app.deals.queries.prices import price_lists
from tests.factories import make_deal, make_service, make_user, make_venue
from tests.pages import flashed
from tests.support import NOW, Jobs, sign_in, statements

HOME = "/admin/deals"

pytestmark = pytest.mark.usefixtures("now")


@pytest.fixture
def admin(client: FlaskClient) -> User:
    found = make_user(role=Role.ADMIN)
    sign_in(client, found)
    return found


def sent(**values: object) -> dict[str, object]:
    first = {"kind": "percent", "amount": "10", "title": "Welcome", "code": "WELCOME"}
    return {**first, "funder": "platform", "operation": "save", **values}


def actions() -> list[str]:
    session.expire_all()
    return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_sitewide_deal_is_live_at_every_venue_and_recorded(client: FlaskClient, admin: User, jobs: Jobs) -> None:
    services = [make_service(make_venue(), capacity=2) for _ in range(2)]
    session.commit()
    assert client.post(HOME + "/new", data=sent(stacks="y", max_uses="500")).location == HOME
    (deal,) = platform_deals()
    assert (deal.status, deal.code, deal.stacks, deal.max_uses) == (DealStatus.APPROVED, "WELCOME", True, 500)
    for service in services:
        assert [
            rule.id for rule in price_lists(active_options([service.first_option.id]))[service.first_option.id].rules
        ] == [deal.id]
    assert actions() == [AuditAction.DEAL_ADD]
    assert jobs.waiting() == ["search_index.refresh_now"]
    page = client.get(HOME).text
    assert "10% off" in page
    assert "Used for 0 of 500 bookings" in page


def test_sitewide_deal_is_announced_as_live_and_as_ended(client: FlaskClient, admin: User) -> None:
    client.post(HOME + "/new", data=sent())
    assert "“Welcome” is live at every venue." in flashed(client, HOME)
    (deal,) = platform_deals()
    page = client.get(HOME).text
    assert f'action="{HOME}/{deal.public_id}/end"' in page
    assert "End deal" in page
    assert client.post(f"{HOME}/{deal.public_id}/end").status_code == 303
    assert "“Welcome” has ended." in flashed(client, HOME)
    assert platform_deals()[0].status is DealStatus.ENDED


def test_changes_to_a_sitewide_deal_are_recorded_with_old_values(client: FlaskClient, admin: User, jobs: Jobs) -> None:
    deal = make_deal(percent=10, code="WELCOME", valid_from=NOW)
    session.commit()
    seen = client.get(f"{HOME}/{deal.public_id}").text.split('name="seen"')[1].split('value="')[1].split('"')[0]
    changed = sent(amount="15", title="Off-peak", first="2026-05-14", seen=seen)
    assert client.post(f"{HOME}/{deal.public_id}", data=changed).status_code == 303
    assert client.post(f"{HOME}/{deal.public_id}/end").status_code == 303
    assert client.post(f"{HOME}/{deal.public_id}/resume").status_code == 303
    assert actions() == [AuditAction.DEAL_EDIT, AuditAction.DEAL_END, AuditAction.DEAL_RESUME]
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).first()
    assert entry is not None
    assert (entry.before["amount"], entry.after["amount"]) == (10, 15)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"amount": "95"}, "Enter a discount from 1% to 90%."),
        ({"code": "TAKEN"}, "Another deal uses the promo code TAKEN."),
    ],
)
def test_invalid_sitewide_deal_is_explained(
    client: FlaskClient, admin: User, values: dict[str, object], message: str
) -> None:
    make_deal(venue=make_venue(), percent=10, code="TAKEN")
    session.commit()
    answer = client.post(HOME + "/new", data=sent(**values))
    assert (answer.status_code, message in answer.text) == (422, True)
    assert (platform_deals(), actions()) == ([], [])


def test_a_venues_deal_is_not_found_among_sitewide_deals(client: FlaskClient, admin: User) -> None:
    deal = make_deal(venue=make_venue(), percent=10)
    session.commit()
    assert client.get(f"{HOME}/{deal.public_id}").status_code == 404


@pytest.mark.parametrize("number", [1, 6])
def test_deal_list_takes_a_fixed_number_of_statements(client: FlaskClient, admin: User, number: int) -> None:
    for _ in range(number):
        make_deal(percent=10)
    session.commit()
    with statements() as seen:
        client.get(HOME)
    assert len(seen) == 4


def waiting(**values: object) -> Deal:
    venue = make_venue(name="Hazel Bodywork")
    make_service(venue, capacity=2, price_cents=11000)
    return make_deal(venue=venue, percent=30, status=DealStatus.IN_REVIEW, live_at=None, **values)  # type: ignore[arg-type]


def test_approval_page_shows_the_effect_of_a_deal_on_prices(client: FlaskClient, admin: User) -> None:
    deal = waiting()
    session.commit()
    assert "Unwinding massage: $110 becomes $77" in client.get(f"/admin/approvals/{deal.public_id}").text


def test_change_to_a_deal_is_shown_beside_the_live_deal(client: FlaskClient, admin: User, jobs: Jobs) -> None:
    deal = waiting()
    deal.status, deal.live_at = DealStatus.APPROVED, NOW
    session.flush()
    whole = deal_of_id(deal.id)
    assert whole.venue is not None
    terms = terms_of(whole)
    changed = Terms(title="Slow days", kind=terms.kind, amount=40, valid_from=terms.valid_from)
    change = change_deal(deal=whole, venue=whole.venue, terms=changed)
    send_deal(deal=change)
    session.commit()
    page = client.get(f"/admin/approvals/{change.public_id}").text
    for phrase in ("Change to a live deal", "Live now", "30%", "40%", "Slow"):
        assert phrase in page


def test_second_review_of_a_deal_shows_the_note_and_the_changes(client: FlaskClient, admin: User) -> None:
    deal = waiting()
    whole = deal_of_id(deal.id)
    assert whole.venue
    reject_deal(deal=deal, by=admin, note="Say for which hours.", facts=facts(whole, whole.venue))
    deal.title = "Slow days"
    send_deal(deal=deal)
    session.commit()
    page = client.get(f"/admin/approvals/{deal.public_id}").text
    for phrase in (
        "Changes requested before: <q>Say for which hours.</q>",
        "At the last request for changes",
        "Off-peak",
        "Slow",
    ):
        assert phrase in page
