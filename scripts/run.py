"""`make run` and `make dev`: all of CozyWish on this machine, until Ctrl-C."""

import argparse
import asyncio
import os
import shlex
import signal
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from io import TextIOWrapper
from pathlib import Path
from types import FrameType

from pyotp import TOTP

from config import load
from scripts.child import Program
from scripts.local import (
    LOCALHOST,
    SITE,
    VAR,
    Ports,
    Problem,
    as_owner,
    check_known,
    check_reachable,
    database,
    only_run,
    settings_for,
    uses_geocoder_sandbox,
    uses_identity_sandbox,
    uses_mail_sandbox,
    uses_stripe_sandbox,
)
from scripts.supervisor import SIGNALS, Stopped, Supervisor

PYTHON = (sys.executable, "-m")
WHO = {
    "guest": "Guest",
    "provider": "Owner",
    "admin": "Admin",
    "manager": "Manager",
    "front_desk": "Front desk",
    "team_member": "Team member",
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dev", action="store_true", help="reload on change")
    dev = parser.parse_args().dev
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal without UTF-8 is no reason to stop
    for number in SIGNALS:
        signal.signal(number, interrupt)
    try:
        with only_run():
            return run(dev=dev)
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 0


def interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def run(*, dev: bool) -> int:
    """Run everything and return the exit code. Raises Problem; exits with code 2 if a setting is malformed."""
    given = dict(os.environ)
    ports = Ports.choose(given.get("PORT") or "8000")
    os.environ.update(settings_for(given, ports))
    with database(given) as found:
        os.environ["DATABASE_URL"] = found.application_url
        load()
        check_reachable(found.owner_url)
        check_known(found, given)
        try:
            prepare = Program("prepare", (*PYTHON, "scripts.prepare"), as_owner(found))
            return asyncio.run(serve(prepare, sandboxes(given, ports), programs(ports, dev=dev)))
        finally:
            # Only the database is left to stop, and that must not be interrupted.
            for number in SIGNALS:
                signal.signal(number, signal.SIG_IGN)


async def serve(prepare: Program, sandboxes: Sequence[Program], programs: Sequence[Program]) -> int:
    """Bring the database up to date, which sandboxes don't need, then run all until the end. Returns the exit code."""
    supervisor = Supervisor()
    accounts = asyncio.create_task(asyncio.to_thread(demo_accounts))
    try:
        await supervisor.step(prepare, beside=sandboxes)
        await supervisor.serve(programs, ready=partial(announce, await accounts))
    except Stopped as stopped:
        return stopped.code
    return 0


def demo_accounts() -> list[tuple[str, str, str, str]]:
    """Return the role, email address, password and seed of each demo account. Slow: imports the whole application."""
    from app.demo.accounts import ACCOUNTS, PASSWORD, STAFF  # noqa: PLC0415

    accounts = [(WHO[account.role], account.email, account.password, account.seed) for account in ACCOUNTS]
    return accounts + [(WHO[role], email, PASSWORD, "") for role, _name, email in STAFF]


def sandboxes(given: Mapping[str, str], ports: Ports) -> list[Program]:
    """Return what stands in for the services that the environment does not set."""
    found = [stripe_sandbox(ports)] if uses_stripe_sandbox(given) else []
    found += [mail_sandbox(ports)] if uses_mail_sandbox(given) else []
    found += [geocoder_sandbox(ports)] if uses_geocoder_sandbox(given) else []
    return [*found, identity_sandbox(ports)] if uses_identity_sandbox(given) else found


def programs(ports: Ports, *, dev: bool) -> list[Program]:
    """Return the programs that need the database, in start order. They are stopped in reverse."""
    assets = [Program("assets", ("node", "scripts/build_assets.mjs", "--watch"))] if dev else []
    return [worker(dev=dev), web(ports, dev=dev), *assets]


def web(ports: Ports, *, dev: bool) -> Program:
    address = f"{LOCALHOST}:{ports.web}"
    command = (*PYTHON, "gunicorn", "wsgi:app", "--log-level", "warning")
    environment = {"BIND": address, **({"FLASK_DEBUG": "1"} if dev else {})}
    return Program("web", reloading(command) if dev else command, environment, health=f"http://{address}/healthz")


def worker(*, dev: bool) -> Program:
    command = (*PYTHON, "app.worker")
    return Program("worker", reloading(command) if dev else command)


def reloading(command: Sequence[str]) -> Sequence[str]:
    """Wrap a command to restart it when a Python file changes. If it fails to start, it waits for the next change."""
    return (*PYTHON, "watchfiles", "--filter", "python", shlex.join(command), "app", "search", "config.py", "wsgi.py")


def stripe_sandbox(ports: Ports, data: Path = VAR / "sandbox" / "stripe") -> Program:
    """Return the Stripe sandbox. It reads its key and webhook secrets from the environment, as the application does."""
    webhooks = f"http://{LOCALHOST}:{ports.web}/webhooks/stripe"
    urls = ("--webhook-url", webhooks, "--connect-webhook-url", f"{webhooks}/connect")
    command = (*PYTHON, "sandbox.stripe", "--port", str(ports.stripe), "--data", str(data), *urls)
    return Program("stripe", command, health=f"http://{LOCALHOST}:{ports.stripe}/healthz")


def mail_sandbox(ports: Ports, data: Path = VAR / "sandbox" / "mail") -> Program:
    options = ("--smtp-port", str(ports.smtp), "--port", str(ports.outbox), "--data", str(data))
    command = (*PYTHON, "sandbox.mail", *options)
    return Program("mail", command, health=f"http://{LOCALHOST}:{ports.outbox}/healthz")


def geocoder_sandbox(ports: Ports) -> Program:
    command = (*PYTHON, "sandbox.geocoder", "--port", str(ports.geocoder))
    return Program("geocoder", command, health=f"http://{LOCALHOST}:{ports.geocoder}/healthz")


def identity_sandbox(ports: Ports, data: Path = VAR / "sandbox" / "identity") -> Program:
    """Return the identity sandbox. It reads its client ids and secrets from the environment, as the application does.

    If one of the providers is a real one, nobody asks the sandbox for it, so its own values do for both.
    """
    site = os.environ.get("BASE_URL") or f"http://{SITE}:{ports.web}"
    command = (*PYTHON, "sandbox.identity", "--port", str(ports.identity), "--data", str(data), "--site", site)
    return Program("identity", command, health=f"http://{LOCALHOST}:{ports.identity}/healthz")


def announce(accounts: Sequence[tuple[str, str, str, str]]) -> None:
    """Print the addresses of the running programs and the demo accounts.

    A code is valid for about a minute, so the seed is printed, too, for an authenticator app or `make code`.
    """
    widest = max(len(email) for _, email, _, _ in accounts)
    rows = [("CozyWish", os.environ["BASE_URL"])]
    for who, email, password, seed in accounts:
        rows.append((who, f"{email:<{widest}}  {password}"))
        if seed:
            rows.append((f"{who} code", f"{TOTP(seed).now()}  (a new one: make code; the key for your app: {seed})"))
    if outbox := os.environ.get("OUTBOX_URL"):
        rows.append(("Email", outbox))
    rows.append(("Stop", "Ctrl-C"))
    print("\n" + "\n".join(f"  {name:<11} {value}" for name, value in rows) + "\n", flush=True)


if __name__ == "__main__":
    sys.exit(main())
