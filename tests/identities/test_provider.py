"""Tests of the adapter against the stand-in for Google and Apple, over HTTP."""

from collections.abc import Iterator
from datetime import timedelta
from threading import Thread
from time import monotonic, sleep
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from app.core import clock
from app.identities import openid_provider
from app.identities.enums import Provider
from app.identities.id_tokens import read_claims
from app.identities.provider import Claims, IdentityProvider, ProviderDown, ProviderRefused, Secrets, providers
from tests.sandbox.servers import IdentitySandbox
from tests.support import NOW

SECRETS = Secrets(state="the-state", nonce="the-nonce", code_verifier="v" * 64)
BOTH = pytest.mark.parametrize("which", list(Provider))


@pytest.fixture(autouse=True)
def context(app: Flask, sandbox: IdentitySandbox) -> Iterator[None]:
    with app.app_context():
        yield


def provider(which: Provider) -> IdentityProvider:
    return providers()[which]


def code_for(which: Provider, sandbox: IdentitySandbox, **person: object) -> str:
    chosen = {"email": "wren@example.com", "name": "Wren Abernathy", **person}
    return sandbox.choose(provider(which).page_url(SECRETS), **chosen)["code"]  # type: ignore[arg-type]


def claims(which: Provider, sandbox: IdentitySandbox, **person: object) -> Claims:
    return provider(which).claims(code=code_for(which, sandbox, **person), secrets=SECRETS)


def test_a_google_account_has_a_verified_email_and_a_name(sandbox: IdentitySandbox) -> None:
    found = claims(Provider.GOOGLE, sandbox)
    assert (found.email, found.is_email_verified, found.name) == ("wren@example.com", True, "Wren Abernathy")
    assert found.subject == claims(Provider.GOOGLE, sandbox).subject


def test_an_apple_account_has_a_verified_email_and_no_name_in_its_token(sandbox: IdentitySandbox) -> None:
    found = claims(Provider.APPLE, sandbox)
    assert (found.email, found.is_email_verified, found.name) == ("wren@example.com", True, "")


def test_a_relay_address_of_apple_is_an_email_like_any_other(sandbox: IdentitySandbox) -> None:
    found = claims(Provider.APPLE, sandbox, hide_email=True)
    assert found.email.endswith("@privaterelay.appleid.com")
    assert found.is_email_verified


def test_the_page_of_google_gets_a_code_challenge_and_not_the_verifier(sandbox: IdentitySandbox) -> None:
    url = provider(Provider.GOOGLE).page_url(SECRETS)
    asked = parse_qs(urlsplit(url).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert (asked["state"], asked["nonce"]) == (["the-state"], ["the-nonce"])
    assert SECRETS.code_verifier not in url


@BOTH
@pytest.mark.parametrize(
    "wrong",
    [
        *("nonce", "no_nonce", "audience", "issuer", "expired"),
        *("none_algorithm", "unsigned", "forged", "missing"),
    ],
)
def test_a_wrong_token_is_refused(sandbox: IdentitySandbox, which: Provider, wrong: str) -> None:
    sandbox.fault(which, token=wrong)
    with pytest.raises(ProviderRefused):
        claims(which, sandbox)


def test_a_token_signed_with_the_clients_secret_is_refused(sandbox: IdentitySandbox) -> None:
    sandbox.fault("google", token="hmac")
    with pytest.raises(ProviderRefused):
        claims(Provider.GOOGLE, sandbox)


@BOTH
def test_a_code_works_once(sandbox: IdentitySandbox, which: Provider) -> None:
    code = code_for(which, sandbox)
    provider(which).claims(code=code, secrets=SECRETS)
    with pytest.raises(ProviderRefused, match="invalid_grant"):
        provider(which).claims(code=code, secrets=SECRETS)


def test_a_code_needs_the_verifier_of_its_attempt(sandbox: IdentitySandbox) -> None:
    code = code_for(Provider.GOOGLE, sandbox)
    other = Secrets(SECRETS.state, SECRETS.nonce, "w" * 64)
    with pytest.raises(ProviderRefused, match="invalid_grant"):
        provider(Provider.GOOGLE).claims(code=code, secrets=other)


@BOTH
def test_an_unverified_email_is_said_to_be_unverified(sandbox: IdentitySandbox, which: Provider) -> None:
    sandbox.fault(which, email_verified=False)
    assert not claims(which, sandbox).is_email_verified


@BOTH
def test_a_token_without_an_email_has_an_empty_one(sandbox: IdentitySandbox, which: Provider) -> None:
    sandbox.fault(which, token="no_email")
    assert claims(which, sandbox).email == ""


@pytest.mark.parametrize("subject", [1, None, "", "x" * 256, "a\x00b", ["x"]])
def test_a_subject_that_we_could_not_store_is_refused(subject: object) -> None:
    with pytest.raises(ProviderRefused):
        read_claims({"sub": subject})


def test_a_token_is_refused_once_it_has_expired(sandbox: IdentitySandbox) -> None:
    code = code_for(Provider.GOOGLE, sandbox)
    with clock.pinned(NOW + timedelta(hours=1, minutes=2)), pytest.raises(ProviderRefused, match="expired_token"):
        provider(Provider.GOOGLE).claims(code=code, secrets=SECRETS)


@BOTH
def test_keys_are_read_once_and_again_for_an_unknown_key(sandbox: IdentitySandbox, which: Provider) -> None:
    claims(which, sandbox)
    claims(which, sandbox)
    assert (sandbox.requests(which).count("discovery"), sandbox.requests(which).count("keys")) == (1, 1)
    sandbox.rotate(which)
    claims(which, sandbox)
    assert sandbox.requests(which).count("keys") == 2


def test_a_key_that_stays_unknown_is_looked_up_once(sandbox: IdentitySandbox) -> None:
    claims(Provider.GOOGLE, sandbox)
    code = code_for(Provider.GOOGLE, sandbox)
    sandbox.rotate("google")
    sandbox.fault("google", token="forged")
    with pytest.raises(ProviderRefused):
        provider(Provider.GOOGLE).claims(code=code, secrets=SECRETS)
    assert sandbox.requests("google").count("keys") == 2


@BOTH
def test_a_provider_that_fails_is_down(sandbox: IdentitySandbox, which: Provider) -> None:
    sandbox.fault(which, status=503)
    with pytest.raises(ProviderDown):
        provider(which).page_url(SECRETS)
    sandbox.fault(which)
    code = code_for(which, sandbox)
    sandbox.fault(which, status=502)
    with pytest.raises(ProviderDown):
        provider(which).claims(code=code, secrets=SECRETS)


def test_a_slow_provider_is_down_after_a_few_seconds(sandbox: IdentitySandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openid_provider, "TIMEOUT_SECONDS", (0.3, 0.3))
    sandbox.fault("google", seconds=2)
    begin = monotonic()
    with pytest.raises(ProviderDown):
        provider(Provider.GOOGLE).page_url(SECRETS)
    assert monotonic() - begin < 1.5


def test_only_so_many_requests_wait_for_a_slow_provider(sandbox: IdentitySandbox) -> None:
    sandbox.fault("google", seconds=1)
    waiting = [Thread(target=provider(Provider.GOOGLE).page_url, args=(SECRETS,)) for _ in range(2)]
    for thread in waiting:
        thread.start()
    sleep(0.3)
    with pytest.raises(ProviderDown, match="too many"):
        provider(Provider.GOOGLE).page_url(SECRETS)
    for thread in waiting:
        thread.join()


def test_a_provider_that_calls_itself_something_else_is_down(sandbox: IdentitySandbox) -> None:
    sandbox.fault("google", issuer="https://accounts.evil.example")
    with pytest.raises(ProviderDown, match="evil"):
        provider(Provider.GOOGLE).page_url(SECRETS)


def test_a_provider_that_redirects_is_not_followed(sandbox: IdentitySandbox) -> None:
    sandbox.fault("google", status=302)
    with pytest.raises(ProviderDown, match="it redirects"):
        provider(Provider.GOOGLE).page_url(SECRETS)
