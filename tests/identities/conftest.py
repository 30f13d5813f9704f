"""Fixtures that connect the application to the stand-in for Google and Apple."""

from collections.abc import Iterator

import pytest
from flask import Flask

from app.core import clock
from app.identities import openid_provider
from tests import database
from tests.sandbox.servers import APPLE, GOOGLE, IdentitySandbox, identity_sandbox
from tests.support import NOW


@pytest.fixture(scope="session")
def identity_process() -> Iterator[IdentitySandbox]:
    with identity_sandbox() as running:
        yield running


@pytest.fixture
def sandbox(app: Flask, identity_process: IdentitySandbox) -> Iterator[IdentitySandbox]:
    """Connect the application to the stand-in, whose clock is that of the tests."""
    identity_process.reset()
    identity_process.set_clock(NOW)
    values = {name.lower(): value for name, value in {**GOOGLE, **APPLE}.items()}
    settings = database.settings_for(
        "postgresql://nowhere/none",
        **values,
        apple_private_key=identity_process.apple_key,
        google_issuer=identity_process.issuer("google"),
        apple_issuer=identity_process.issuer("apple"),
    )
    with clock.pinned(NOW):
        app.extensions["identity_providers"] = openid_provider.configured(settings, at_once=2)
        yield identity_process
    app.extensions["identity_providers"] = {}
