"""Fixtures: one process per stand-in for the whole session, cleared before each test."""

from collections.abc import Iterator

import pytest
import stripe
from playwright.sync_api import expect

from tests.sandbox.endpoint import Endpoint, endpoint
from tests.sandbox.servers import WEBHOOK_SECRET, MailSandbox, StripeSandbox, mail_sandbox, stripe_sandbox

expect.set_options(timeout=15_000)  # milliseconds, because test machines are busy


@pytest.fixture(scope="session")
def stripe_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StripeSandbox]:
    with stripe_sandbox(tmp_path_factory.mktemp("stripe"), "--retry-base", "0.1") as running:
        yield running


@pytest.fixture
def sandbox(stripe_process: StripeSandbox) -> StripeSandbox:
    stripe_process.reset()
    return stripe_process


@pytest.fixture
def client(sandbox: StripeSandbox) -> stripe.StripeClient:
    return sandbox.client()


@pytest.fixture
def hook(sandbox: StripeSandbox) -> Iterator[Endpoint]:
    """Yield an endpoint that receives the sandbox's webhooks."""
    with endpoint(WEBHOOK_SECRET) as taken:
        sandbox.webhooks(url=taken.url)
        yield taken


@pytest.fixture(scope="session")
def mail_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MailSandbox]:
    with mail_sandbox(tmp_path_factory.mktemp("mail")) as running:
        yield running


@pytest.fixture
def mail(mail_process: MailSandbox) -> MailSandbox:
    mail_process.clear()
    return mail_process
