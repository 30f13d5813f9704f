"""Tests that the identity stand-in does what Google and Apple do, with requests as any client sends them."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
import requests
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from tests.sandbox.servers import APPLE, GOOGLE, IdentitySandbox, identity_sandbox

VERIFIER = "v" * 43
CALLBACK = "http://localhost/login/with/{}/callback"


@pytest.fixture(scope="module")
def process() -> Iterator[IdentitySandbox]:
    with identity_sandbox() as running:
        yield running


@pytest.fixture
def sandbox(process: IdentitySandbox) -> IdentitySandbox:
    process.reset()
    for provider in ("google", "apple"):
        process.fault(provider)
    return process


def discovered(sandbox: IdentitySandbox, provider: str) -> dict[str, Any]:
    address = f"{sandbox.issuer(provider)}/.well-known/openid-configuration"
    found: dict[str, Any] = requests.get(address, timeout=20).json()
    return found


def page_url(sandbox: IdentitySandbox, provider: str, **changed: str) -> str:
    asked = {
        "response_type": "code",
        "client_id": f"cozywish-{provider}",
        "redirect_uri": CALLBACK.format(provider),
        "scope": "openid email profile" if provider == "google" else "openid email name",
        "state": "the-state",
        "nonce": "the-nonce",
    }
    if provider == "google":
        asked |= {"code_challenge": create_s256_code_challenge(VERIFIER), "code_challenge_method": "S256"}
    else:
        asked["response_mode"] = "form_post"
    return f"{discovered(sandbox, provider)['authorization_endpoint']}?{urlencode({**asked, **changed})}"


def exchange(sandbox: IdentitySandbox, provider: str, code: str, secret: str, **more: str) -> requests.Response:
    data = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": CALLBACK.format(provider),
        "client_id": f"cozywish-{provider}",
        "client_secret": secret,
        **more,
    }
    return requests.post(discovered(sandbox, provider)["token_endpoint"], data, timeout=20)


def apple_secret(sandbox: IdentitySandbox, **changed: object) -> str:
    now = 1_800_000_000
    sandbox._post("clock", now=now)
    claims = {"iss": APPLE["APPLE_TEAM_ID"], "sub": "cozywish-apple", "aud": sandbox.issuer("apple"), "iat": now}
    header = {"alg": "ES256", "kid": APPLE["APPLE_KEY_ID"]}
    key = ECKey.import_key(sandbox.apple_key)
    return jwt.encode(header, {**claims, "exp": now + 300, **changed}, key, ["ES256"])


def claims_in(sandbox: IdentitySandbox, provider: str, response: requests.Response) -> dict[str, Any]:
    keys = KeySet.import_key_set(requests.get(discovered(sandbox, provider)["jwks_uri"], timeout=20).json())
    return jwt.decode(response.json()["id_token"], keys, ["RS256"]).claims


def test_google_returns_a_signed_token_for_a_code_and_its_verifier(sandbox: IdentitySandbox) -> None:
    answer = sandbox.choose(page_url(sandbox, "google"), email="wren@example.com", name="Wren Abernathy")
    assert answer["state"] == "the-state"
    response = exchange(sandbox, "google", answer["code"], GOOGLE["GOOGLE_CLIENT_SECRET"], code_verifier=VERIFIER)
    claims = claims_in(sandbox, "google", response)
    assert (claims["iss"], claims["aud"]) == (sandbox.issuer("google"), "cozywish-google")
    assert (claims["email"], claims["email_verified"], claims["name"]) == ("wren@example.com", True, "Wren Abernathy")
    assert claims["nonce"] == "the-nonce"


@pytest.mark.parametrize(
    "changed", [{"code_verifier": "w" * 43}, {"client_secret": "another"}, {"redirect_uri": "http://localhost/other"}]
)
def test_google_refuses_a_code_with_a_wrong_verifier_secret_or_address(
    sandbox: IdentitySandbox, changed: dict[str, str]
) -> None:
    code = sandbox.choose(page_url(sandbox, "google"), email="wren@example.com")["code"]
    given = {"secret": GOOGLE["GOOGLE_CLIENT_SECRET"], "code_verifier": VERIFIER, **changed}
    response = exchange(sandbox, "google", code, **given)
    assert response.status_code in {400, 401}


def test_a_code_works_once(sandbox: IdentitySandbox) -> None:
    code = sandbox.choose(page_url(sandbox, "google"), email="wren@example.com")["code"]
    secret = GOOGLE["GOOGLE_CLIENT_SECRET"]
    assert exchange(sandbox, "google", code, secret, code_verifier=VERIFIER).ok
    again = exchange(sandbox, "google", code, secret, code_verifier=VERIFIER)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")


def test_a_person_is_sent_only_to_the_address_of_the_application(sandbox: IdentitySandbox) -> None:
    elsewhere = page_url(sandbox, "google", redirect_uri="https://evil.example/")
    assert requests.get(elsewhere, timeout=20).status_code == 400


def test_apple_posts_the_name_only_the_first_time(sandbox: IdentitySandbox) -> None:
    url = page_url(sandbox, "apple")
    first = sandbox.choose(url, email="wren@example.com", name="Wren Abernathy")
    assert json.loads(first["user"])["name"] == {"firstName": "Wren", "lastName": "Abernathy"}
    assert "user" not in sandbox.choose(url, email="wren@example.com", name="Wren Abernathy")


def test_apple_can_hide_the_email_behind_a_relay_address(sandbox: IdentitySandbox) -> None:
    code = sandbox.choose(page_url(sandbox, "apple"), email="wren@example.com", hide_email=True)["code"]
    claims = claims_in(sandbox, "apple", exchange(sandbox, "apple", code, apple_secret(sandbox)))
    assert claims["email"].endswith("@privaterelay.appleid.com")
    assert (claims["email_verified"], claims["is_private_email"]) == ("true", "true")


@pytest.mark.parametrize(
    "changed", [{"iss": "ANOTHER123"}, {"aud": "https://other.example"}, {"exp": 1_900_000_000}, {"exp": 1_700_000_000}]
)
def test_apple_refuses_a_secret_with_wrong_claims(sandbox: IdentitySandbox, changed: dict[str, object]) -> None:
    code = sandbox.choose(page_url(sandbox, "apple"), email="wren@example.com")["code"]
    assert exchange(sandbox, "apple", code, apple_secret(sandbox, **changed)).json()["error"] == "invalid_client"


def test_apple_refuses_to_put_a_name_into_a_url(sandbox: IdentitySandbox) -> None:
    assert requests.get(page_url(sandbox, "apple", response_mode="query"), timeout=20).status_code == 400


def test_the_former_key_is_gone_after_a_rotation(sandbox: IdentitySandbox) -> None:
    address = discovered(sandbox, "google")["jwks_uri"]
    (before,) = requests.get(address, timeout=20).json()["keys"]
    sandbox.rotate("google")
    (after,) = requests.get(address, timeout=20).json()["keys"]
    assert before["kid"] != after["kid"]
