"""`make run` and `make dev`: the whole of CozyWish on this machine, until Ctrl-C."""

import argparse
import asyncio
import os
import shlex
import signal
import sys
from collections.abc import Mapping, Sequence
from io import TextIOWrapper
from itertools import chain
from types import FrameType

from app.demo.accounts import ACCOUNTS

from config import load
from scripts.child import Program
from scripts.local import (
    LOCALHOST,
    VAR,
    Ports,
    Problem,
    check_reachable,
    database,
    only_run,
    settings_for,
    uses_mail_sandbox,
    uses_stripe_sandbox,
)
from scripts.supervisor import SIGNALS, Stopped, Supervisor

PYTHON = (sys.executable, "-m")
FLASK = (*PYTHON, "flask", "--app", "wsgi")


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
    """Returns the exit code. Raises Problem; exits with code 2 when a setting is malformed."""
    given = dict(os.environ)
    ports = Ports.choose(given.get("PORT") or "8000")
    os.environ.update(settings_for(given, ports))
    with database(given.get("DATABASE_URL")) as url:
        os.environ["DATABASE_URL"] = url
        load()
        check_reachable(url)
        try:
            return asyncio.run(serve(programs(given, ports, dev=dev)))
        finally:
            # Only the database is left to stop, and nobody should interrupt that.
            for number in SIGNALS:
                signal.signal(number, signal.SIG_IGN)


async def serve(programs: Sequence[Program]) -> int:
    """Bring the database up to date, then run all until the end. Returns the exit code."""
    supervisor = Supervisor()
    try:
        await supervisor.step(Program("database", (*FLASK, "db", "upgrade")))
        await supervisor.step(Program("demo", (*FLASK, "demo")))
        await supervisor.serve(programs, ready=announce)
    except Stopped as stopped:
        return stopped.code
    return 0


def programs(given: Mapping[str, str], ports: Ports, *, dev: bool) -> list[Program]:
    """In the order of their start, which is the reverse of the order in which they are stopped."""
    chosen = [worker(dev=dev), web(ports, dev=dev)]
    if uses_mail_sandbox(given):
        chosen.insert(0, mail_sandbox(ports))
    if uses_stripe_sandbox(given):
        chosen.insert(0, stripe_sandbox(ports))
    if dev:
        chosen.append(Program("assets", ("node", "scripts/build_assets.mjs", "--watch")))
    return chosen


def web(ports: Ports, *, dev: bool) -> Program:
    address = f"{LOCALHOST}:{ports.web}"
    command = (*PYTHON, "gunicorn", "wsgi:app", *(["--reload"] if dev else []))
    environment = {"BIND": address, **({"FLASK_DEBUG": "1"} if dev else {})}
    return Program("web", command, environment, health=f"http://{address}/readyz")


def worker(*, dev: bool) -> Program:
    work = (*PYTHON, "app.worker")
    watch = (*PYTHON, "watchfiles", "--filter", "python", shlex.join(work), "app", "search", "config.py")
    return Program("worker", watch if dev else work)


def stripe_sandbox(ports: Ports) -> Program:
    options = {
        "--port": str(ports.stripe),
        "--data": str(VAR / "stripe"),
        "--webhook-url": f"http://{LOCALHOST}:{ports.web}/webhooks/stripe",
        "--webhook-secret": os.environ["STRIPE_WEBHOOK_SECRET"],
        "--key": os.environ["STRIPE_SECRET_KEY"],
    }
    command = (*PYTHON, "app.sandbox.stripe", *chain.from_iterable(options.items()))
    return Program("stripe", command, health=f"http://{LOCALHOST}:{ports.stripe}/healthz")


def mail_sandbox(ports: Ports) -> Program:
    options = {"--smtp-port": str(ports.smtp), "--port": str(ports.outbox), "--data": str(VAR / "mail")}
    command = (*PYTHON, "app.sandbox.mail", *chain.from_iterable(options.items()))
    return Program("mail", command, health=f"http://{LOCALHOST}:{ports.outbox}/healthz")


def announce() -> None:
    rows = [("CozyWish", os.environ["BASE_URL"])]
    rows += [(role, f"{email}  {password}") for role, email, password in ACCOUNTS]
    if "OUTBOX_URL" in os.environ:
        rows.append(("Mails", os.environ["OUTBOX_URL"]))
    rows.append(("Stop", "Ctrl-C"))
    print("\n" + "\n".join(f"  {name.capitalize():<10} {value}" for name, value in rows) + "\n", flush=True)


if __name__ == "__main__":
    sys.exit(main())
