"""Logging in: what it tells, what a session costs, and what a flood of wrong passwords does to other pages.

All figures are ratios of one run. In the flood, each try is for another account and from another network, so that none
has to wait and each one is hashed: the worst case.
"""

import gc
import os
import tempfile
import threading
from collections.abc import Callable, Sequence
from http.client import HTTPConnection
from itertools import count
from multiprocessing import get_context
from pathlib import Path
from random import Random
from statistics import median, quantiles
from time import perf_counter, process_time, sleep
from urllib.parse import urlencode

from flask.testing import FlaskClient
from sqlalchemy import text

from app.accounts.actions.accounts import register
from app.core.db import session
from scripts.local import LOCALHOST, Ports, any_free
from scripts.run import web
from scripts.stack import process, settings_of, wait_for
from tests.benchmarks.stage import stage
from tests.support import Client, sign_in, statements

FLOOR = "/about/help"
KNOWN, UNKNOWN = "wren@example.com", "nobody@example.com"
PASSWORD = "seven quiet hours"  # made up
ROUNDS, FLOOD, SECONDS = 60, 1000 / 60, 45  # rounds of each case; wrong passwords a second; seconds of the flood
QUICK_ROUNDS = 300  # of what takes a few milliseconds, where noise is larger than what is measured
_networks = count(1)


def main() -> None:
    with stage("log_in") as (app, url):
        app.test_client_class = Client
        user = register(email=KNOWN, password=PASSWORD, name="Wren Abernathy")
        session.commit()
        gc.freeze()
        client = app.test_client()
        answers(client)
        pages(client)
        sign_in(client, user)
        session_cost(client)
        flood(url)


def answers(client: FlaskClient) -> None:
    """Print how the time of an answer depends on whether an account has the address, beside the noise."""
    print(f"{'wrong password, ms':<34}{'known':>9}{'unknown':>9}{'ratio':>8}{'noise':>8}")
    dice = Random(4)
    for name, path, data, rounds in (
        ("log in", "/login", {"password": "a wrong password"}, ROUNDS),
        ("forgotten password", "/password/forgot", {}, QUICK_ROUNDS),
        ("login link", "/login/link", {}, QUICK_ROUNDS),
    ):
        took: dict[str, list[float]] = {KNOWN: [], UNKNOWN: []}
        for _ in range(rounds):
            for email, times in dice.sample(list(took.items()), 2):
                times.append(timed(lambda: client.post(path, data={"email": email, **data}, environ_base=elsewhere())))  # noqa: B023
        known, unknown = (median(times) for times in took.values())
        halves = median(took[KNOWN][::2]), median(took[KNOWN][1::2])
        print(f"{name:<34}{known:>9.1f}{unknown:>9.1f}{unknown / known:>8.2f}{max(halves) / min(halves):>8.2f}")


def pages(client: FlaskClient) -> None:
    """Print processor time of the login page as a ratio to the help page, the layout without data."""
    took = {path: least(lambda: client.get(path)) for path in (FLOOR, "/login", "/register")}  # noqa: B023
    print(f"\n{'processor time, ms':<34}{'':>9}{'':>9}{'ratio':>8}{'most':>8}")
    for path, best in took.items():
        print(f"{path:<34}{best:>9.1f}{'':>9}{best / took[FLOOR]:>8.2f}{'1.50' if path != FLOOR else '':>8}")


def session_cost(client: FlaskClient) -> None:
    """Print how many statements a session costs, and how the database finds it."""
    with statements() as sent:
        client.get(FLOOR)
    own = [statement for statement in sent if "login_session" in statement]
    plan = session.scalars(
        text("EXPLAIN SELECT * FROM login_session WHERE token_hash = 'x' AND expires_at > now()")
    ).all()
    print(f"\na session costs {len(own)} statement: {plan[0].split('  (')[0].strip()}")
    session.rollback()


def flood(url: str) -> None:
    """Print the p95 of another page over HTTP, alone and during 1,000 wrong passwords a minute."""
    with tempfile.TemporaryDirectory(prefix="cozywish-bench-") as folder:
        ports = Ports(*(any_free() for _ in range(len(Ports.__dataclass_fields__))))
        environment = settings_of(url, Path(folder), ports) | {"WEB_CONCURRENCY": "2", "TRUSTED_PROXIES": "1"}
        program = web(ports, dev=False)
        with process(program, environment, Path(folder)) as child:
            wait_for(program, child, Path(folder))
            host = f"{LOCALHOST}:{ports.web}"
            visit(host, 3)
            alone = visit(host, SECONDS)
            # A process of its own, so that it doesn't slow down the visitor.
            guesser = get_context("spawn").Process(target=guess, args=(host,), daemon=True)
            guesser.start()
            sleep(3)  # until it has begun
            attacked = visit(host, SECONDS)
            guesser.kill()
            guesser.join()
    print(f"\n{FLOOR:<34}{'p50 ms':>9}{'p95 ms':>9}{'ratio':>8}{'most':>8}")
    print(f"{'alone':<34}{median(alone):>9.1f}{p95(alone):>9.1f}")
    ratio = p95(attacked) / p95(alone)
    figures = f"{median(attacked):>9.1f}{p95(attacked):>9.1f}{ratio:>8.2f}{'1.50':>8}"
    print(f"{'during 1,000 wrong passwords a min':<34}{figures}")


def visit(host: str, seconds: float) -> list[float]:
    """Request the help page 20 times a second, and return the milliseconds of each."""
    connection, times, ends = HTTPConnection(host, timeout=60), [], perf_counter() + seconds
    while perf_counter() < ends:
        times.append(timed(lambda: answer(connection, "GET", FLOOR)))
        sleep(0.05)
    connection.close()
    return times


def guess(host: str) -> None:
    """Send wrong passwords, each for another account, at random times as strangers do, and never for long."""
    os.nice(19)  # elsewhere, it would have its own processors
    token, cookie = form_of(host)
    numbers, dice, ends = count(1), Random(4), perf_counter() + 3 * SECONDS

    def work() -> None:
        data = {"email": f"person{next(numbers)}@example.com", "password": "a wrong one", "csrf_token": token}
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
        headers["X-Forwarded-For"] = elsewhere()["REMOTE_ADDR"]
        connection = HTTPConnection(host, timeout=60)
        answer(connection, "POST", "/login", urlencode(data), headers)
        connection.close()

    due = perf_counter()
    while due < ends:
        sleep(max(0, due - perf_counter()))
        threading.Thread(target=work, daemon=True).start()
        due += dice.expovariate(FLOOD)


def form_of(host: str) -> tuple[str, str]:
    """Return the token of the login form, and the cookie that belongs to it."""
    connection = HTTPConnection(host, timeout=60)
    connection.request("GET", "/login")
    response = connection.getresponse()
    page = response.read().decode()
    return page.split('name="csrf_token" value="')[1].split('"')[0], (response.getheader("Set-Cookie") or "").split(
        ";"
    )[0]


def answer(
    connection: HTTPConnection, method: str, path: str, body: str = "", headers: dict[str, str] | None = None
) -> None:
    connection.request(method, path, body or None, headers or {})
    connection.getresponse().read()


def elsewhere() -> dict[str, str]:
    """Return a network of its own for each request, so that none waits for another."""
    number = next(_networks)
    return {"REMOTE_ADDR": f"10.{number // 65536}.{number // 256 % 256}.{number % 256}"}


def timed(work: Callable[[], object]) -> float:
    begun = perf_counter()
    work()
    return (perf_counter() - begun) * 1000


def least(work: Callable[[], object]) -> float:
    """Return the least milliseconds of processor time of many runs."""
    found = []
    for _ in range(ROUNDS):
        begun = process_time()
        work()
        found.append((process_time() - begun) * 1000)
    return min(found)


def p95(times: Sequence[float]) -> float:
    return quantiles(times, n=20)[18]


if __name__ == "__main__":
    main()
