"""Tests that a form needs the token of its session, and that a refused form keeps what was typed."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts.actions.email_links import send_link
from app.accounts.enums import EmailLinkKind
from app.accounts.models import User
from app.core.db import session
from app.web.errors import STALE_FORM, STALE_FORM_NOTICE
from tests.accounts.links import emailed_link
from tests.email.outbox import Outbox
from tests.factories import make_user
from tests.project.markup import Form, Page
from tests.support import Jobs, sign_in

OWN_PAGE = {"Sec-Fetch-Site": "same-origin", "Referer": "http://localhost/register"}
WREN = {"name": "Wren Abernathy", "email": "wren@example.com", "password": "seven quiet hours"}


def form_on(client: FlaskClient, path: str, action: str) -> Form:
    return next(form for form in Page(client.get(path).text).forms if form.action == action)


def token_of(client: FlaskClient) -> str:
    return form_on(client, "/register", "/register").value("csrf_token") or ""


def accounts() -> int:
    return session.scalar(select(func.count()).select_from(User)) or 0


def test_a_form_with_its_token_is_accepted(strict: FlaskClient) -> None:
    response = strict.post("/register", data={**WREN, "csrf_token": token_of(strict)})
    assert (response.status_code, accounts()) == (303, 1)


def test_the_token_is_accepted_in_a_header(strict: FlaskClient) -> None:
    headers = {"X-CSRFToken": token_of(strict)}
    assert strict.post("/probes/take", data={"note": "quiet"}, headers=headers).text == "quiet"


@pytest.fixture(params=["missing", "empty", "made up", "of another session"])
def wrong_token(request: pytest.FixtureRequest, strict_app: Flask, strict: FlaskClient) -> Iterator[dict[str, str]]:
    strict.get("/register")
    tokens = {"empty": "", "made up": "x" * 91, "of another session": token_of(strict_app.test_client())}
    token = tokens.get(request.param)
    return {} if token is None else {"csrf_token": token}


def test_a_form_without_a_valid_token_changes_nothing_and_explains(
    strict: FlaskClient, wrong_token: dict[str, str]
) -> None:
    response = strict.post("/register", data={**WREN, **wrong_token}, headers=OWN_PAGE)
    assert (response.status_code, accounts()) == (400, 0)
    assert str(STALE_FORM) in response.text
    assert 'href="/register"' in response.text


# A link to log in opens only in the browser that asked for it.
@pytest.mark.parametrize("kind", [kind for kind in EmailLinkKind if kind is not EmailLinkKind.LOG_IN])
def test_over_https_the_page_of_a_link_lets_the_browser_say_where_its_form_comes_from(
    strict: FlaskClient, jobs: Jobs, outbox: Outbox, kind: EmailLinkKind
) -> None:
    """Flask-WTF asks for that only over HTTPS, so no journey on this machine would notice."""
    user = make_user(email=WREN["email"])
    send_link(kind=kind, user=user)
    session.commit()
    path = emailed_link(kind, user.email, jobs=jobs, outbox=outbox)
    sign_in(strict, user)
    page = strict.get(path, base_url="https://localhost")
    sent = {"strict-origin": {"Referer": "https://localhost/"}}.get(page.headers["Referrer-Policy"], {})
    form = next(form for form in Page(page.text).forms if form.action == path)
    data = {"csrf_token": form.value("csrf_token") or "", "password": "eight slow evenings"}
    assert strict.post(path, data=data, headers=sent, base_url="https://localhost").status_code == 303
    assert strict.post("/register", data=data, base_url="https://localhost").status_code == 400, "the check is on"


def test_apple_needs_no_token_to_send_a_person_back(strict: FlaskClient) -> None:
    # Apple is not set up here, so that page does not exist. Without the exemption it would be a form without a token.
    assert strict.post("/login/with/apple/callback", data={"state": "of-nobody"}).status_code == 404
    assert strict.post("/login/with/apple").status_code == 400


def test_every_form_of_a_page_carries_the_token(strict: FlaskClient) -> None:
    forms = [form for form in Page(strict.get("/login").text).forms if form.method == "post"]
    assert len(forms) > 1
    assert all(form.value("csrf_token") for form in forms)


def test_a_stale_form_is_offered_again_with_all_its_values(strict: FlaskClient) -> None:
    filled = {"note": "Ring “twice” & wait", "pick": ["one", "two"]}
    refused = strict.post("/probes/take?page=2", data={**filled, "csrf_token": "old"}, headers=OWN_PAGE)
    again = next(form for form in Page(refused.text).forms if form.action.startswith("/probes"))
    fields = {name: [value for has, value in again.fields if has == name] for name, _ in again.fields}
    response = strict.post(again.action, data=fields, headers=OWN_PAGE)
    assert (refused.status_code, response.status_code) == (400, 200)
    assert response.text == "Ring “twice” & wait one,two 2"


def test_resending_a_stale_form_without_fields_is_the_only_primary_button(strict: FlaskClient) -> None:
    page = strict.post("/probes/take", data={"csrf_token": "old"}, headers=OWN_PAGE).text
    assert "Send form again" in page
    assert page.count('class="button go') == 1


def test_the_stale_form_notice_for_htmx_says_what_to_do(strict: FlaskClient) -> None:
    text = strict.post("/probes/take", headers={**OWN_PAGE, "HX-Request-Type": "partial"}).text
    assert str(STALE_FORM_NOTICE) in text


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none", None])
def test_a_form_from_another_site_is_not_offered_again(strict: FlaskClient, site: str | None) -> None:
    headers = {"Sec-Fetch-Site": site} if site else {}
    page = strict.post("/probes/take", data={"note": "planted elsewhere"}, headers=headers).text
    assert "planted elsewhere" not in page
    assert "Send form again" not in page


def test_a_password_is_never_written_into_a_page(strict: FlaskClient) -> None:
    page = strict.post("/register", data=WREN, headers=OWN_PAGE).text
    assert WREN["password"] not in page
    assert "Send form again" not in page


def test_the_token_changes_at_log_in(strict: FlaskClient) -> None:
    before = token_of(strict)
    strict.post("/register", data={**WREN, "csrf_token": before})
    assert strict.post("/logout", data={"csrf_token": before}).status_code == 400
    page = Page(strict.get("/about/help").text)
    out = next(form for form in page.forms if form.action == "/logout")
    assert strict.post("/logout", data=dict(out.fields)).status_code == 303
