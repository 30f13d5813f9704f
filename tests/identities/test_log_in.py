"""Logging in with Google or Apple, against the stand-in for both."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.actions.accounts import register
from app.accounts.models import User
from app.core import clock
from app.core.db import session
from app.identities import tasks
from app.identities.enums import Provider
from app.identities.models import ExternalIdentity, IdentityAttempt
from tests.identities.steps import WREN, Visit
from tests.sandbox.servers import IdentitySandbox
from tests.support import NOW, sign_in

BOTH = pytest.mark.parametrize("provider", list(Provider))
PASSWORD = "seven quiet hours"


@pytest.fixture
def visit(client: FlaskClient, sandbox: IdentitySandbox) -> Visit:
    return Visit(client, sandbox)


def only_user() -> User:
    session.rollback()
    session.expire_all()
    return session.scalars(select(User)).one()


def users() -> int:
    session.rollback()
    return len(session.scalars(select(User.id)).all())


def is_logged_in(client: FlaskClient) -> bool:
    return "Log out" in client.get("/about/help").text


@BOTH
def test_a_new_person_gets_an_account_without_a_password(visit: Visit, provider: Provider) -> None:
    visit.provider = provider
    response = visit.log_in()
    assert (response.status_code, response.location) == (303, "/")
    assert is_logged_in(visit.client)
    user = only_user()
    assert (user.email, user.name, user.password_hash) == (WREN["email"], WREN["name"], None)
    assert user.email_verified_at is not None


@BOTH
def test_a_known_person_logs_in_to_the_same_account(visit: Visit, provider: Provider) -> None:
    visit.provider = provider
    visit.log_in()
    visit.client.post("/logout")
    assert not is_logged_in(visit.client)
    visit.log_in()
    assert is_logged_in(visit.client)
    assert users() == 1


def test_a_connected_account_counts_and_not_its_email(visit: Visit) -> None:
    visit.log_in()
    visit.client.post("/logout")
    only_user().email = "wren.new@example.com"
    session.commit()
    visit.log_in()
    assert is_logged_in(visit.client)
    assert users() == 1


@pytest.mark.parametrize("fault", [{"email_verified": False}, {"token": "no_email"}])
def test_a_connected_account_needs_no_email_to_log_in(visit: Visit, fault: dict[str, object]) -> None:
    visit.log_in()
    visit.client.post("/logout")
    visit.sandbox.fault("google", **fault)
    visit.log_in()
    assert is_logged_in(visit.client)
    assert session.scalars(select(ExternalIdentity.email)).all() == [WREN["email"]]


def test_a_hidden_email_of_apple_works_as_the_accounts_email(visit: Visit) -> None:
    visit.provider = Provider.APPLE
    visit.log_in(hide_email=True)
    assert only_user().email.endswith("@privaterelay.appleid.com")


def test_a_person_whose_name_apple_no_longer_sends_is_asked_for_it(visit: Visit) -> None:
    visit.provider = Provider.APPLE
    visit.choose(visit.start())  # a first time that ended here
    response = visit.log_in()
    assert (response.status_code, users()) == (200, 0)
    assert "your name" in response.text
    empty = visit.client.post("/login/with/apple/finish", data={"name": " "})
    assert (empty.status_code, users()) == (422, 0)
    visit.client.post("/login/with/apple/finish", data={"name": "Wren Abernathy"})
    assert only_user().name == "Wren Abernathy"
    assert is_logged_in(visit.client)


@pytest.mark.parametrize(
    "user",
    [
        "",
        "[]",
        "{}",
        '{"name": "Wren"}',
        '{"name": {"firstName": 7}}',
        "{" * 5000,
        '{"name": null}',
        r'{"name": {"firstName": "\u0000"}}',
    ],
)
def test_what_apple_posts_as_the_name_may_be_anything(visit: Visit, user: str) -> None:
    visit.provider = Provider.APPLE
    visit.choose(visit.start())
    assert visit.finish(visit.come_back(user=user)).status_code == 200  # asks for the name


def test_log_in_leads_to_the_page_the_person_wanted(visit: Visit) -> None:
    assert visit.log_in(next="/cart?code=QUIET").location == "/cart?code=QUIET"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "/" + "x" * 2500])
def test_log_in_never_leads_to_another_site_or_an_endless_address(visit: Visit, elsewhere: str) -> None:
    assert visit.log_in(next=elsewhere).location == "/"


@BOTH
def test_an_email_with_an_account_is_connected_only_after_a_log_in(visit: Visit, provider: Provider) -> None:
    visit.provider = provider
    register(**WREN, password=PASSWORD)
    session.commit()
    response = visit.log_in(next="/cart")
    finish = f"/login/with/{provider}/finish"
    assert response.location == f"/login?next={finish}"
    page = visit.client.get(response.location).text
    assert "You already have an account with wren@example.com." in page
    assert not is_logged_in(visit.client)
    assert session.scalars(select(ExternalIdentity)).all() == []
    entered = visit.client.post("/login", data={"email": WREN["email"], "password": PASSWORD, "next": finish})
    assert entered.location == finish
    assert f"Connect {provider.label}" in visit.client.get(finish).text
    assert visit.client.post(finish).location == "/cart"
    visit.client.post("/logout")
    visit.log_in()
    assert is_logged_in(visit.client)
    assert users() == 1


def test_another_person_who_logs_in_does_not_get_the_connection(visit: Visit) -> None:
    register(**WREN, password=PASSWORD)
    register(email="robin@example.com", password=PASSWORD, name="Robin Vale")
    session.commit()
    visit.log_in()
    visit.client.post("/login", data={"email": "robin@example.com", "password": PASSWORD})
    response = visit.client.post("/login/with/google/finish")
    assert response.location == "/account/security"
    assert "another account" in visit.client.get("/account/security").text
    assert session.scalars(select(ExternalIdentity)).all() == []


def test_another_connected_account_proves_an_account_too(visit: Visit) -> None:
    visit.log_in()
    visit.client.post("/logout")
    visit.provider = Provider.APPLE
    finish = "/login/with/apple/finish"
    assert visit.log_in().location == f"/login?next={finish}"
    visit.provider = Provider.GOOGLE
    assert "Connect Apple" in visit.log_in(next=finish).text
    visit.client.post(finish)
    assert list(session.scalars(select(ExternalIdentity.provider))) == ["google", "apple"]


def test_a_session_that_was_proven_long_ago_proves_no_account(visit: Visit) -> None:
    sign_in(visit.client, register(**WREN, password=PASSWORD))
    later = NOW + timedelta(minutes=11)
    with clock.pinned(later):
        visit.sandbox.set_clock(later)
        visit.log_in()
        finish = visit.client.get("/login?next=/login/with/google/finish").location
        assert visit.client.get(finish).location == f"/login/confirm?next={finish}"
        visit.client.post(finish)
    assert session.scalars(select(ExternalIdentity)).all() == []


def test_a_suspended_person_reads_why(visit: Visit) -> None:
    visit.log_in()
    visit.client.post("/logout")
    user = only_user()
    user.suspended_at, user.suspended_reason = NOW, "Too many no-shows."
    session.commit()
    assert "Too many no-shows." in visit.client.get(visit.log_in().location).text
    assert not is_logged_in(visit.client)


def refused(visit: Visit, words: str) -> bool:
    """Return whether the way back ended on the login page with these words, and nobody is logged in."""
    response = visit.finish(visit.come_back())
    assert (response.status_code, response.location) == (303, "/login")
    page = visit.client.get("/login").text
    return words in page and users() == 0 and not is_logged_in(visit.client)


@BOTH
@pytest.mark.parametrize(
    "wrong", ["nonce", "audience", "issuer", "expired", "unsigned", "none_algorithm", "forged", "missing"]
)
def test_a_wrong_token_logs_nobody_in(visit: Visit, provider: Provider, wrong: str) -> None:
    visit.provider = provider
    visit.sandbox.fault(provider, token=wrong)
    visit.choose(visit.start())
    assert refused(visit, f"We couldn’t confirm your login with {provider.label}.")


@BOTH
def test_an_unverified_email_is_refused(visit: Visit, provider: Provider) -> None:
    visit.provider = provider
    visit.sandbox.fault(provider, email_verified=False)
    visit.choose(visit.start())
    assert refused(visit, f"{provider.label} hasn’t verified the email of that account.")


def test_an_account_without_an_email_is_refused(visit: Visit) -> None:
    visit.sandbox.fault("google", token="no_email")
    visit.choose(visit.start())
    assert refused(visit, "didn’t share an email")


@BOTH
def test_a_wrong_state_is_refused(visit: Visit, provider: Provider) -> None:
    visit.provider = provider
    visit.choose(visit.start())
    visit.answer["state"] = "another"
    assert refused(visit, "Start again here.")


@BOTH
def test_a_state_and_its_code_work_once(app: Flask, visit: Visit, provider: Provider) -> None:
    visit.provider = provider
    visit.choose(visit.start())
    secret = visit.client.get_cookie(f"identity_state_{provider}")
    assert secret is not None
    visit.come_back()
    thief = app.test_client()
    thief.set_cookie(f"identity_state_{provider}", secret.value)
    assert visit.come_back(thief).location.endswith("reason=attempt_over")
    assert users() == 0


@BOTH
def test_a_code_of_another_attempt_is_refused(app: Flask, visit: Visit, provider: Provider) -> None:
    """A code that a stranger got for their own account must not log in the person who follows their link."""
    visit.provider = provider
    other = Visit(app.test_client(), visit.sandbox, provider)
    other.choose(other.start(), email="robin@example.com")
    visit.choose(visit.start())
    visit.answer["code"] = other.answer["code"]
    assert refused(visit, "We couldn’t confirm")


@BOTH
def test_another_browsers_state_is_refused(app: Flask, visit: Visit, provider: Provider) -> None:
    """A stranger's whole answer, state included, logs in only the stranger's browser."""
    visit.provider = provider
    other = Visit(app.test_client(), visit.sandbox, provider)
    other.choose(other.start(), email="robin@example.com")
    visit.start()
    visit.answer = other.answer
    assert refused(visit, "another browser")


def test_the_result_of_another_browser_is_useless(app: Flask, visit: Visit) -> None:
    visit.choose(visit.start())
    location = visit.come_back().location
    assert app.test_client().get(location).location == "/login"
    assert users() == 0


def test_an_attempt_lasts_ten_minutes(visit: Visit) -> None:
    visit.choose(visit.start())
    with clock.pinned(NOW + timedelta(minutes=10, seconds=1)):
        assert refused(visit, "Start again here.")


def test_a_result_is_used_once(visit: Visit) -> None:
    visit.log_in()
    visit.client.post("/logout")
    assert visit.client.get("/login/with/google/finish").location == "/login"
    assert not is_logged_in(visit.client)


@BOTH
def test_a_person_who_cancels_reads_what_to_do(visit: Visit, provider: Provider) -> None:
    visit.provider = provider
    visit.answer = visit.sandbox.cancel(visit.start().location)
    assert refused(visit, f"You didn’t continue with {provider.label}.")


def test_a_reason_in_the_address_is_one_of_ours(visit: Visit) -> None:
    visit.client.get("/login/with/google/failed?reason=%3Cb%3E")
    assert "We couldn’t confirm your login with Google." in visit.client.get("/login").text


@pytest.mark.parametrize("fault", [{"status": 503}, {"issuer": "https://accounts.evil.example"}])
def test_a_provider_that_is_down_is_named_at_the_start(visit: Visit, fault: dict[str, object]) -> None:
    visit.sandbox.fault("google", **fault)
    assert visit.start().location == "/login"
    assert "Google isn’t responding right now." in visit.client.get("/login").text


def test_a_provider_that_is_down_is_named_on_the_way_back(visit: Visit) -> None:
    visit.choose(visit.start())
    visit.sandbox.fault("google", status=503)
    assert refused(visit, "Google isn’t responding right now.")


def test_the_form_that_apple_posts_changes_no_session(app: Flask, visit: Visit) -> None:
    """With a form of another site, browsers send no session. A new one would replace the person's own, and its cart."""
    visit.provider = Provider.APPLE
    visit.choose(visit.start())
    for answer in ({}, {"state": "another"}, {"error": "user_cancelled_authorize"}):
        assert "cozywish=" not in str(visit.come_back(**answer).headers.getlist("Set-Cookie"))


def test_the_way_back_takes_no_posts_from_google_and_no_links_from_apple(visit: Visit) -> None:
    visit.choose(visit.start())
    posted = visit.client.post("/login/with/google/callback", data=visit.answer)
    assert posted.location.endswith("reason=attempt_over")
    visit.provider = Provider.APPLE
    visit.choose(visit.start())
    followed = visit.client.get("/login/with/apple/callback", query_string=visit.answer)
    assert followed.location.endswith("reason=attempt_over")


@pytest.mark.parametrize("name", ["google", "facebook"])
def test_a_provider_that_is_not_set_up_does_not_exist(client: FlaskClient, name: str) -> None:
    assert client.post(f"/login/with/{name}").status_code == 404
    assert "Continue with" not in client.get("/login").text


@pytest.mark.parametrize("page", ["/login", "/register"])
def test_the_pages_offer_what_is_set_up(visit: Visit, page: str) -> None:
    text = visit.client.get(page).text
    assert "Continue with Google" in text
    assert "Continue with Apple" in text


def test_old_attempts_are_deleted(visit: Visit) -> None:
    visit.start()
    tasks.forget_old_attempts()
    assert len(session.scalars(select(IdentityAttempt)).all()) == 1
    with clock.pinned(NOW + timedelta(minutes=11)):
        tasks.forget_old_attempts()
    assert session.scalars(select(IdentityAttempt)).all() == []
