"""What Stripe tells us of objects that aren't ours is kept for admins, and changes nothing."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from app.accounts.enums import Role
from app.core.db import session
from app.core.errors import Conflict, NotFound
from app.memberships.gateway_flows import read_subscription
from app.payments.actions import settle
from app.payments.enums import Problem
from app.payments.gateway import CheckoutSession, SessionStatus
from app.payments.problems import note_problem, open_problems, resolve_problem, resolved_problems
from app.payouts.actions.accounts import note_account
from app.payouts.gateway import payout_gateway
from app.payouts.gateway_flows import open_form
from app.payouts.queries.transfers import account_of
from app.payouts.tasks import read_account, read_payout
from tests.factories import make_user, make_venue
from tests.pages import read
from tests.payouts.test_transfers import LINKS
from tests.sandbox.servers import StripeSandbox
from tests.support import sign_in


def page_of_an_unknown_order(stripe: StripeSandbox) -> str:
    settle(seen=CheckoutSession("cs_1", "CW-NONE-0000", SessionStatus.COMPLETE, paid=True, amount_cents=5000))
    return "cs_1"


def page_that_saves_a_card(stripe: StripeSandbox) -> str:
    settle(seen=CheckoutSession("cs_2", "account-1", SessionStatus.COMPLETE, paid=False, saved=True))
    return ""


def unknown_account(stripe: StripeSandbox) -> str:
    read_account(account_id="acct_1")
    return "acct_1"


def payout_of_an_unknown_account(stripe: StripeSandbox) -> str:
    for _ in range(2):
        read_payout(account_id="acct_2", payout_id="po_1")
    return "acct_2"


def unknown_subscription(stripe: StripeSandbox) -> str:
    v1 = stripe.client().v1
    price = v1.prices.create(
        {
            "currency": "usd",
            "unit_amount": 900,
            "recurring": {"interval": "month"},
            "product_data": {"name": "A plan of another site"},
        }
    )
    page = v1.checkout.sessions.create(
        {
            "mode": "subscription",
            "customer": v1.customers.create({"email": "wren@example.com"}).id,
            "line_items": [{"price": price.id, "quantity": 1}],
            "success_url": "https://example.com/",
        }
    )
    stripe.pay(page.id)
    subscription_id = str(v1.checkout.sessions.retrieve(page.id).subscription)
    read_subscription(subscription_id)
    return subscription_id


@pytest.mark.parametrize(
    "tell",
    [
        page_of_an_unknown_order,
        page_that_saves_a_card,
        unknown_account,
        payout_of_an_unknown_account,
        unknown_subscription,
    ],
)
def test_what_is_not_ours_is_kept_for_admins(
    client: FlaskClient, stripe: StripeSandbox, tell: Callable[[StripeSandbox], str]
) -> None:
    about = tell(stripe)
    session.commit()
    assert [each.stripe_id for each in open_problems()] == [about] * bool(about)
    if tell is unknown_account:
        sign_in(client, make_user(role=Role.ADMIN))
        page = read(client, "/admin/reconciliation")
        assert "This account belongs to none of our venues. acct_1" in page


def test_account_whose_event_came_before_its_response_is_ours_in_the_end(
    client: FlaskClient, stripe: StripeSandbox
) -> None:
    venue = make_venue()
    open_form(venue.id, **LINKS)
    account = account_of(venue.id)
    assert account is not None
    account_id, account.stripe_id = account.stripe_id or "", None
    session.commit()
    read_account(account_id=account_id)
    assert len(open_problems()) == 1
    note_account(venue_id=venue.id, seen=payout_gateway().account(account_id))
    assert open_problems() == []


def test_resolved_problem_is_listed_with_its_note_and_stays_resolved_when_seen_again(client: FlaskClient) -> None:
    admin = make_user(name="Dana", role=Role.ADMIN)
    note_problem(Problem.UNKNOWN_ACCOUNT, about="acct_1")
    resolve_problem(about="acct_1", note="Of our test site.", user_id=admin.id)
    note_problem(Problem.UNKNOWN_ACCOUNT, about="acct_1")
    session.commit()
    assert open_problems() == []
    [resolved] = resolved_problems()
    assert (resolved.note, resolved.resolved_by) == ("Of our test site.", admin)
    with pytest.raises(Conflict):
        resolve_problem(about="acct_1", note="Again.", user_id=admin.id)
    with pytest.raises(NotFound):
        resolve_problem(about="acct_2", note="Nothing.", user_id=admin.id)
    sign_in(client, admin)
    assert "“Of our test site.”" in read(client, "/admin/reconciliation")
