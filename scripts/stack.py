"""All of CozyWish on its own data, as `make run` starts it, for browser tests and screenshots.

with stack(folder, database_url) as running:
    browser.goto(running.url)
"""

import os
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, fields, replace
from pathlib import Path

from flask_migrate import upgrade

from app import create_app
from app.core.db import session
from app.demo.build import build
from app.demo.scale import FULL, Scale
from config import Settings
from scripts.child import Program, end_with_parent, is_healthy
from scripts.local import LOCALHOST, SITE, Ports, any_free, identity_settings, new_apple_key
from scripts.run import geocoder_sandbox, identity_sandbox, mail_sandbox, stripe_sandbox, web, worker

START_WITHIN = 120.0  # seconds, because machines that run tests are busy
END_WITHIN = 30.0
SECRETS = {
    "SECRET_KEY": "for-tests-and-pictures-for-tests-and-pictures",
    "HEALTH_KEYS": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    "TWO_FACTOR_KEYS": "MTA5ODc2NTQzMjEwOTg3NjU0MzIxMDk4NzY1NDMyMTA=",
    "GIFT_CARD_KEYS": "Z2lmdC1jYXJkLWtleS1naWZ0LWNhcmQta2V5LWdpZnQ=",
    "STRIPE_SECRET_KEY": "sk_test_stack",
    "STRIPE_WEBHOOK_SECRET": "whsec_stack",
    "STRIPE_CONNECT_WEBHOOK_SECRET": "whsec_stack_connect",
    "GOOGLE_CLIENT_SECRET": "google-secret-of-the-stack",
    "APPLE_PRIVATE_KEY": new_apple_key(),
}


@dataclass(frozen=True)
class Stack:
    """Addresses of the running programs."""

    url: str
    stripe: str
    outbox: str
    identity: str
    database_url: str
    clock_offset: int
    """Seconds that the stack's clock runs ahead of the machine's."""
    environment: Mapping[str, str]
    """The settings of all its programs."""


@contextmanager
def stack(folder: Path, database_url: str, *, photos: Path, clock_offset: int = 0) -> Iterator[Stack]:
    """Run the sandboxes, worker and web server on available ports over a database that `fill` filled.

    Logs go to `folder`. Raises RuntimeError if a program does not start.
    """
    ports = Ports(*(any_free() for _ in fields(Ports)))
    environment = {**settings_of(database_url, photos, ports), "CLOCK_OFFSET": str(clock_offset)}
    programs = (
        stripe_sandbox(ports, folder / "stripe"),
        mail_sandbox(ports, folder / "mail"),
        geocoder_sandbox(ports),
        identity_sandbox(ports, folder / "identity"),
        worker(dev=False),
        web(ports, dev=False),
    )
    with ExitStack() as running:
        started = [running.enter_context(process(program, environment, folder)) for program in programs]
        for program, child in zip(programs, started, strict=True):
            wait_for(program, child, folder)
        try:
            yield Stack(
                environment["BASE_URL"],
                environment["STRIPE_API_URL"],
                environment["OUTBOX_URL"],
                environment["GOOGLE_ISSUER"].removesuffix("/google"),
                database_url,
                clock_offset,
                environment,
            )
        finally:
            # All at once: each takes seconds to end.
            for child in started:
                child.terminate()


@contextmanager
def second_web(stack: Stack, folder: Path, changed: Mapping[str, str]) -> Iterator[Stack]:
    """Run another web server with some settings changed, on the same database and with the same other programs.

    Raises RuntimeError if it does not start.
    """
    ports = Ports(*(any_free() for _ in fields(Ports)))
    url = f"http://{SITE}:{ports.web}"
    environment = {**stack.environment, "BASE_URL": url, **changed}
    program = web(ports, dev=False)
    with process(program, environment, folder) as child:
        wait_for(program, child, folder)
        yield replace(stack, url=url, environment=environment)


def settings_of(database_url: str, photos: Path, ports: Ports) -> dict[str, str]:
    stripe = f"http://{LOCALHOST}:{ports.stripe}"
    return {
        **SECRETS,
        **identity_settings({}, f"http://{SITE}:{ports.identity}", SECRETS),
        "COZYWISH_ENV": "test",
        "DATABASE_URL": database_url,
        "BASE_URL": f"http://{SITE}:{ports.web}",
        "STRIPE_API_URL": stripe,
        "STRIPE_CHECKOUT_ORIGIN": stripe,
        "STRIPE_CONNECT_ORIGIN": stripe,
        "SMTP_URL": f"smtp://{LOCALHOST}:{ports.smtp}",
        "OUTBOX_URL": f"http://{LOCALHOST}:{ports.outbox}",
        "GEOCODER_URL": f"http://{LOCALHOST}:{ports.geocoder}/geocoder",
        "PHOTOS_DIR": str(photos.resolve()),
        "NETWORK_LIMIT": "0",
        "S3_BUCKET": "",  # never a developer's own bucket
        "WEB_CONCURRENCY": "1",
        "LOCAL_CALENDARS": "1",
    }


@contextmanager
def process(program: Program, environment: Mapping[str, str], folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program for the duration of the block. It ends with this process, however that ends."""
    with (folder / f"{program.name}.log").open("wb") as log:
        child = subprocess.Popen(
            program.command,
            env={**os.environ, **environment, **program.environment},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            preexec_fn=end_with_parent,  # noqa: PLW1509  # it calls the kernel and nothing else
        )
        try:
            yield child
        finally:
            child.terminate()
            try:
                child.wait(END_WITHIN)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def wait_for(program: Program, child: subprocess.Popen[bytes], folder: Path) -> None:
    """Wait until the program is healthy. Raises RuntimeError with its output if it exits or takes too long."""
    deadline = time.monotonic() + START_WITHIN
    while program.health and not is_healthy(program.health):
        if child.poll() is not None or time.monotonic() > deadline:
            log = (folder / f"{program.name}.log").read_text(errors="replace")
            raise RuntimeError(f"{program.name} did not start:\n{log[-3000:]}")
        time.sleep(0.1)


def fill(
    owner_url: str, *, application_url: str, photos: Path, say: Callable[[str], None], scale: Scale = FULL
) -> None:
    """Fill an empty database as the first `make run` does: schema, demo data and search index."""
    values = settings_of(owner_url, photos, Ports(0, 0, 0, 0, 0, 0))
    settings = Settings(**values, application_database_url=application_url)  # type: ignore[arg-type]
    with create_app(settings).app_context():
        upgrade()
        build(say=say, scale=scale)
        session.commit()
        session.get_bind().dispose()
