"""What browsers are told about the way to a provider: cookies, and where forms may lead."""

from http.cookies import Morsel, SimpleCookie

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core.db import session
from app.identities.enums import Provider
from app.web.security import content_security_policy
from tests import database
from tests.identities.steps import Visit
from tests.sandbox.servers import GOOGLE, IdentitySandbox


@pytest.fixture
def secure(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Serve the site over HTTPS."""
    settings = app.extensions["settings"].model_copy(update={"base_url": "https://localhost"})
    monkeypatch.setitem(app.extensions, "settings", settings)


def state_cookie(client: FlaskClient, sandbox: IdentitySandbox, provider: Provider) -> "Morsel[str]":
    """Return the cookie for the way to the provider."""
    cookies = Visit(client, sandbox, provider).start().headers.getlist("Set-Cookie")
    (sent,) = (cookie for cookie in cookies if "identity_state_" in cookie)
    (morsel,) = SimpleCookie(sent).values()
    return morsel


@pytest.mark.usefixtures("secure")
def test_only_apples_form_gets_its_cookie_from_another_site(client: FlaskClient, sandbox: IdentitySandbox) -> None:
    cookie = state_cookie(client, sandbox, Provider.APPLE)
    assert (cookie.key, cookie["samesite"]) == ("__Host-identity_state_apple", "None")
    assert (cookie["path"], cookie["domain"]) == ("/", ""), "or browsers refuse the prefix"
    assert (cookie["secure"], cookie["httponly"], cookie["max-age"]) == (True, True, "600")
    cookie = state_cookie(client, sandbox, Provider.GOOGLE)
    assert (cookie.key, cookie["samesite"]) == ("__Host-identity_state_google", "Lax")


def test_over_http_no_cookie_needs_encryption(client: FlaskClient, sandbox: IdentitySandbox) -> None:
    cookie = state_cookie(client, sandbox, Provider.APPLE)
    assert (cookie.key, cookie["samesite"], cookie["secure"]) == ("identity_state_apple", "Lax", "")


def test_forms_may_lead_to_the_providers_that_are_set_up() -> None:
    values = {name.lower(): value for name, value in GOOGLE.items()}
    policy = content_security_policy(database.settings_for("postgresql://nowhere/none", **values))
    assert "https://accounts.google.com" in policy
    assert "apple" not in policy


def test_no_transaction_is_open_while_a_provider_is_asked(
    client: FlaskClient, sandbox: IdentitySandbox, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_during_calls = []
    visit = Visit(client, sandbox)
    google = app.extensions["identity_providers"][Provider.GOOGLE]
    for call in ("page_url", "claims"):
        real = getattr(google, call)

        def noting(*args: object, real: object = real, **values: object) -> object:
            open_during_calls.append(session().in_transaction())
            return real(*args, **values)  # type: ignore[operator]

        monkeypatch.setattr(google, call, noting)
    visit.log_in()
    assert open_during_calls == [False, False]
