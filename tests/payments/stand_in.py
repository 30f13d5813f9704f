"""Fixtures that connect the application to the Stripe stand-in, with its clock set to the pinned time."""

from collections.abc import Iterator

import pytest
from flask import Flask

from app.disputes.stripe_disputes import StripeDisputes
from app.finance.stripe_balance import StripeBalance
from app.memberships.stripe_billing import StripeBilling
from app.payments.stripe_calls import StripeCalls
from app.payments.stripe_gateway import StripeGateway
from app.payments.stripe_tax import StripeTax
from app.payouts.stripe_connect import StripeConnect
from tests.sandbox.servers import StripeSandbox, stripe_sandbox
from tests.support import NOW


@pytest.fixture(scope="session")
def stripe_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StripeSandbox]:
    with stripe_sandbox(tmp_path_factory.mktemp("stripe")) as running:
        yield running


@pytest.fixture
def stripe(app: Flask, stripe_process: StripeSandbox) -> Iterator[StripeSandbox]:
    """Connect the application to the Stripe stand-in. Webhooks wait until a test calls `take`."""
    before = {
        name: app.extensions[name] for name in ("balance", "payments", "payouts", "disputes", "memberships", "tax")
    }
    stripe_process.reset()
    stripe_process.set_clock(NOW)
    calls = StripeCalls(secret_key=stripe_process.key, api_url=stripe_process.url)
    app.extensions["payments"] = StripeGateway(calls, webhook_secret=stripe_process.webhook_secret)
    app.extensions["payouts"] = StripeConnect(calls, webhook_secret=stripe_process.connect_webhook_secret)
    app.extensions["disputes"] = StripeDisputes(calls)
    app.extensions["balance"] = StripeBalance(calls)
    app.extensions["tax"] = StripeTax(calls, tax_code="txcd_20030000")
    app.extensions["memberships"] = StripeBilling(calls)
    yield stripe_process
    app.extensions |= before
