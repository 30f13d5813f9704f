"""Tests of signed tokens and cookies: what is still valid, and what never was."""

from collections.abc import Iterator
from hashlib import sha1

import pytest
from flask import Flask
from itsdangerous import BadSignature, URLSafeSerializer

from app.core.signing import signer


@pytest.fixture(autouse=True)
def context(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def test_token_is_read_for_its_purpose_only() -> None:
    token = str(signer("reminders").dumps("wren"))
    assert signer("reminders").loads(token) == "wren"
    with pytest.raises(BadSignature):
        signer("staff").loads(token)


def test_token_of_the_former_hash_is_still_valid(app: Flask) -> None:
    former = URLSafeSerializer(app.secret_key or "", salt="reminders", signer_kwargs={"digest_method": sha1})
    assert signer("reminders").loads(former.dumps("wren")) == "wren"


def test_session_cookie_of_the_former_hash_is_still_valid(app: Flask) -> None:
    current = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    former = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    former.signer_kwargs = {"key_derivation": "hmac", "digest_method": sha1}
    assert current.dumps("cart") != former.dumps("cart")
    assert current.loads(former.dumps("cart")) == "cart"
