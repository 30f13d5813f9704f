"""Connected accounts: onboarding, what is missing, and what they may do until it is there."""

from typing import Any

import pytest
import requests
import stripe

from tests.sandbox.connect import DAY, new_account, ready_account, transferred
from tests.sandbox.servers import StripeSandbox

REFRESH, RETURN = "http://127.0.0.1:8000/payouts/again", "http://127.0.0.1:8000/payouts/back"
NO_ACCOUNT = "000111111116"
TYPED = {
    "business_name": "Hazel Bodywork LLC",
    "business_type": "company",
    "name": "Hazel Ito",
    "tax_id": "00-0000000",
    "routing": "110000000",
    "account_number": "000123456789",
}


def link(client: stripe.StripeClient, account: str, kind: str = "account_onboarding") -> str:
    params: Any = {"account": account, "type": kind, "refresh_url": REFRESH, "return_url": RETURN}
    return client.v1.account_links.create({**params, "collection_options": {"fields": "eventually_due"}}).url


def opened(client: stripe.StripeClient, account: str, kind: str = "account_onboarding") -> str:
    """Open the onboarding as a browser does. Returns the address of its form."""
    page = requests.get(link(client, account, kind), timeout=20)
    assert page.ok
    return page.url


def send(url: str, **fields: str) -> requests.Response:
    return requests.post(url, fields, allow_redirects=False, timeout=20)


def types(sandbox: StripeSandbox) -> list[str]:
    return [each.type for each in sandbox.take()]


def test_new_account_can_do_nothing_before_onboarding(sandbox: StripeSandbox, client: stripe.StripeClient) -> None:
    account = new_account(client)
    assert account.id.startswith("acct_1")
    assert (account.type, account.country, account.email) == ("express", "US", "hazel@example.com")
    assert (account.charges_enabled, account.payouts_enabled, account.details_submitted) == (False, False, False)
    assert account.capabilities.to_dict() == {"card_payments": "inactive", "transfers": "inactive"}
    assert "external_account" in account.requirements.currently_due
    assert account.requirements.disabled_reason == "requirements.past_due"
    assert account.external_accounts.data == []
    schedule = account.settings.payouts.schedule
    assert (schedule.interval, schedule.delay_days) == ("daily", 2)
    assert client.v1.accounts.retrieve(account.id) == account
    assert sandbox.take() == []


def test_account_is_updated_and_listed(sandbox: StripeSandbox, client: stripe.StripeClient) -> None:
    first, second = new_account(client).id, new_account(client).id
    schedule: Any = {"interval": "weekly", "weekly_anchor": "monday"}
    params: Any = {"settings": {"payouts": {"schedule": schedule}}, "metadata": {"venue": "", "plan": "b"}}
    changed = client.v1.accounts.update(first, {**params, "business_profile": {"name": "Hazel"}})
    assert changed.settings.payouts.schedule.weekly_anchor == "monday"
    assert (changed.metadata.to_dict(), changed.business_profile.name) == ({"plan": "b"}, "Hazel")
    assert changed.business_profile.mcc == "7298"
    event = sandbox.take()
    assert [(each.type, each.connect) for each in event] == [("account.updated", True)]
    client.v1.accounts.update(first, params)
    assert sandbox.take() == []  # nothing changed
    assert [each.id for each in client.v1.accounts.list().data] == [second, first]
    with pytest.raises(stripe.InvalidRequestError, match="No such account"):
        client.v1.accounts.retrieve("acct_none")
    with pytest.raises(stripe.InvalidRequestError, match="unknown parameter"):
        client.v1.accounts.update(first, {"colour": "pine"})  # type: ignore[typeddict-unknown-key]


def test_retried_account_is_created_once(client: stripe.StripeClient) -> None:
    params: Any = {"type": "express"}
    first, second = (client.v1.accounts.create(params, {"idempotency_key": "venue-17"}) for _ in range(2))
    assert first.id == second.id


def test_onboarding_page_works_without_scripts_and_inline_styles(client: stripe.StripeClient) -> None:
    page = requests.get(opened(client, new_account(client).id), timeout=20)
    for words in ("Stripe sandbox", "Legal name of the business", 'value="Hazel Bodywork"', "000123456789"):
        assert words in page.text
    assert "<script" not in page.text
    assert "style=" not in page.text
    assert "form-action 'self' http://127.0.0.1:8000" in page.headers["Content-Security-Policy"]


def test_completed_onboarding_enables_the_account(sandbox: StripeSandbox, client: stripe.StripeClient) -> None:
    identity = new_account(client).id
    answer = send(opened(client, identity), **TYPED)
    assert (answer.status_code, answer.headers["Location"]) == (303, RETURN)
    account = client.v1.accounts.retrieve(identity)
    assert (account.charges_enabled, account.payouts_enabled, account.details_submitted) == (True, True, True)
    assert account.capabilities.to_dict() == {"card_payments": "active", "transfers": "active"}
    assert (account.requirements.currently_due, account.requirements.disabled_reason) == ([], None)
    assert (account.business_type, account.company.name) == ("company", "Hazel Bodywork LLC")
    bank = account.external_accounts.data[0]
    assert (bank.object, bank.last4) == ("bank_account", "6789")
    assert types(sandbox) == ["account.updated"]
    assert "Nothing is missing" in requests.get(opened(client, identity), timeout=20).text


def test_account_link_works_once_and_for_five_minutes(sandbox: StripeSandbox, client: stripe.StripeClient) -> None:
    account = new_account(client).id
    params: Any = {"account": account, "type": "account_onboarding", "refresh_url": REFRESH, "return_url": RETURN}
    made = client.v1.account_links.create(params)
    assert (made.object, made.expires_at - made.created) == ("account_link", 300)
    assert requests.get(made.url, timeout=20).ok
    late = link(client, account)
    sandbox.advance(301)
    for url in (made.url, late):
        answer = requests.get(url, allow_redirects=False, timeout=20)
        assert (answer.status_code, answer.headers["Location"]) == (303, REFRESH)
    assert requests.get(f"{sandbox.url}/c/onboarding/none", timeout=20).status_code == 404


def test_saved_for_later_onboarding_is_not_complete(sandbox: StripeSandbox, client: stripe.StripeClient) -> None:
    account = new_account(client).id
    answer = send(opened(client, account), **{**TYPED, "name": "Hazel Ito-Wren", "answer": "later"})
    assert (answer.status_code, answer.headers["Location"]) == (303, RETURN)
    assert not client.v1.accounts.retrieve(account).details_submitted
    assert sandbox.take() == []
    again = requests.get(opened(client, account), timeout=20).text
    assert 'value="Hazel Ito-Wren"' in again
    assert 'value="000123456789"' not in again


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"business_name": " "}, "Enter the legal name"),
        ({"business_type": "club"}, "Choose who owns"),
        ({"name": ""}, "Enter the owner"),
        ({"tax_id": "12"}, "Enter the last 4 digits"),
        ({"tax_id": "123-45-6789"}, "Never enter a real number here"),
        ({"routing": "021000021"}, "routing number 110000000 only"),
        ({"account_number": "42"}, "Never enter a real one here"),
    ],
)
def test_invalid_onboarding_entry_is_reported_and_changes_nothing(
    client: stripe.StripeClient, typed: dict[str, str], message: str
) -> None:
    account = new_account(client).id
    page = send(opened(client, account), **{**TYPED, **typed})
    assert page.status_code == 422
    assert page.text.count(message) == 2  # in the summary and at the field
    assert not client.v1.accounts.retrieve(account).details_submitted


def test_unverified_number_asks_for_a_document_within_two_weeks(
    sandbox: StripeSandbox, client: stripe.StripeClient
) -> None:
    identity = new_account(client).id
    send(opened(client, identity), **{**TYPED, "business_type": "individual", "tax_id": "1111"})
    owed = client.v1.accounts.retrieve(identity)
    due = ["individual.verification.document"]
    assert (owed.requirements.currently_due, owed.requirements.past_due, owed.payouts_enabled) == (due, [], True)
    assert [each.requirement for each in owed.requirements.errors] == due
    assert owed.requirements.current_deadline is not None
    sandbox.take()
    sandbox.advance(14 * DAY)
    late = client.v1.accounts.retrieve(identity)
    assert (late.payouts_enabled, late.requirements.disabled_reason) == (False, "requirements.past_due")
    assert (late.requirements.past_due, late.capabilities.transfers) == (due, "active")
    assert types(sandbox) == ["account.updated"]
    form = opened(client, identity)
    assert "Legal name" not in requests.get(form, timeout=20).text
    assert send(form).status_code == 422
    assert send(form, document="y").headers["Location"] == RETURN
    done = client.v1.accounts.retrieve(identity)
    assert (done.payouts_enabled, done.requirements.currently_due) == (True, [])
    assert done.requirements.current_deadline is None


def test_express_dashboard_shows_money_and_changes_the_bank(
    sandbox: StripeSandbox, client: stripe.StripeClient
) -> None:
    early = new_account(client).id
    with pytest.raises(stripe.InvalidRequestError, match="not completed onboarding"):
        client.v1.accounts.login_links.create(early)
    account = ready_account(sandbox, bank=NO_ACCOUNT)
    transferred(sandbox, account)
    sandbox.pay_out(account)
    url = client.v1.accounts.login_links.create(account).url
    page = requests.get(url, timeout=20).text
    for words in ("Hazel Bodywork", "$150.00", "failed", "does not work"):
        assert words in page
    assert "<script" not in page
    assert "Never enter" in send(url, routing="110000000", account_number="1").text
    assert send(url, routing="110000000", account_number="000123456789").status_code == 303
    after = client.v1.accounts.retrieve(account)
    assert (after.payouts_enabled, after.external_accounts.data[0].last4) == (True, "6789")


def test_bank_account_is_changed_by_an_update_link(sandbox: StripeSandbox, client: stripe.StripeClient) -> None:
    account = ready_account(sandbox)
    form = opened(client, account, "account_update")
    assert "Legal name" not in requests.get(form, timeout=20).text
    assert send(form, routing="110000000", account_number=NO_ACCOUNT).headers["Location"] == RETURN
    assert client.v1.accounts.retrieve(account).external_accounts.data[0].last4 == "1116"


def test_controls_complete_and_restrict_an_account(sandbox: StripeSandbox, client: stripe.StripeClient) -> None:
    account = ready_account(sandbox, tax_id="1111")
    assert client.v1.accounts.retrieve(account).requirements.current_deadline
    assert sandbox.provide_document(account)["requirements"]["currently_due"] == []
    restricted = sandbox.restrict(account)
    assert restricted["requirements"]["disabled_reason"] == "rejected.fraud"
    assert (restricted["payouts_enabled"], restricted["capabilities"]["transfers"]) == (False, "inactive")
    assert sandbox.restrict(account, None)["payouts_enabled"]
    wrong = requests.post(f"{sandbox.url}/_sandbox/accounts/{account}/complete", json={"bank": "42"}, timeout=20)
    assert wrong.status_code == 400
