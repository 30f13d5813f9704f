"""Benchmark of the search page, from gunicorn over HTTP, beside search/ alone for the same questions.

The application's tables hold the same venues as the index, so pages read from realistically large tables. The
application uses the real clock, so the questions are asked as of now. Left out are questions for deals, which these
venues have only in the index, and those that no URL can express, such as pages after the thousandth.
"""

import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from datetime import UTC, date, datetime
from http.client import HTTPConnection
from pathlib import Path
from time import perf_counter
from urllib.parse import urlencode

from app import create_app
from app.search_pages.criteria import MILES, PartOfDay
from scripts.local import LOCALHOST, Ports, any_free
from scripts.run import web
from scripts.stack import process, settings_of, wait_for
from search.documents import SearchQuery, Sort
from search.factory import make_index
from tests import database
from tests.benchmarks.questions import FILE, Question, questions

CLIENTS = (1, 8)
WARM = 40
PARTS = {part.hours: part for part in PartOfDay}


def pages_table(database_url: str, elasticsearch_url: str, number: int) -> None:
    """Print the times of search/ and of the page, for each engine and number of clients.

    The application caches a page for a minute, so no question is repeated: each round has its own questions, and
    separate ones warm up the server.
    """
    sayable = [question for question in questions(len(FILE.read_text().splitlines()), at=now()) if is_sayable(question)]
    rounds = [sayable[n :: len(CLIENTS) + 1][:number] for n in range(len(CLIENTS) + 1)]
    print(f"\n## the list as a page, {len(rounds[0])} questions a round, ms\n")
    print(f"{'engine':<16}{'':<26}" + "".join(f"{name:>10}" for name in ("p50", "p95", "p99", "/ s", "/ b p50")))
    for name, address in (("PostgreSQL", None), ("Elasticsearch", elasticsearch_url)):
        alone = [search_alone(database_url, address, query) for query in rounds]
        with tempfile.TemporaryDirectory(prefix="cozywish-bench-") as folder:
            ports = Ports(*(any_free() for _ in fields(Ports)))
            environment = settings_of(database_url, Path(folder), ports) | {"WEB_CONCURRENCY": "2"}
            environment |= {"ELASTICSEARCH_URL": address} if address else {}
            program = web(ports, dev=False)
            with process(program, environment, Path(folder)) as child:
                wait_for(program, child, Path(folder))
                host = f"{LOCALHOST}:{ports.web}"
                pages(host, rounds[0][:WARM], 4)
                for clients, query, times in zip(CLIENTS, rounds[1:], alone[1:], strict=True):
                    who = f"{clients} client{'s'[: clients - 1]}"
                    median = table_row(name, f"b: search/, as for {who}", times, None)
                    table_row(name, f"c: the page, {who}", *pages(host, query, clients), median)


def now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def is_sayable(question: Question) -> bool:
    query = question.query
    return not query.deals and query.page <= 1000 and (query.near is None or query.near.miles in MILES)


def search_alone(database_url: str, elasticsearch_url: str | None, query: Sequence[Question]) -> list[float]:
    """Run the page's searches in this process, and return the milliseconds of each."""
    app = create_app(database.settings_for(database_url, elasticsearch_url=elasticsearch_url))
    times = []
    with app.app_context():
        from app.core.db import session  # noqa: PLC0415 -- it belongs to the application

        index = make_index(session.connection, elasticsearch_url)
        for question in query:
            begun = perf_counter()
            index.search(question.query)
            times.append(1000 * (perf_counter() - begun))
            session.rollback()
    return times


def pages(host: str, query: Sequence[Question], clients: int) -> tuple[list[float], float]:
    """Return the milliseconds of each page, and the total seconds. The clients take turns through the questions."""
    addresses = [address(question) for question in query]
    with ThreadPoolExecutor(clients) as pool:
        begun = perf_counter()
        found = pool.map(lambda n: get_all(host, addresses[n::clients]), range(clients))
        times = [time for each in found for time in each]
    return times, perf_counter() - begun


def get_all(host: str, addresses: Sequence[str]) -> list[float]:
    connection = HTTPConnection(host, timeout=60)
    times = []
    for one in addresses:
        begun = perf_counter()
        connection.request("GET", one, headers={"Accept-Encoding": "identity"})
        response = connection.getresponse()
        response.read()
        if response.status != 200:
            raise RuntimeError(f"{one} answered {response.status}")
        times.append(1000 * (perf_counter() - begun))
    connection.close()
    return times


def address(question: Question) -> str:
    query = question.query
    arguments: Mapping[str, str | list[str]] = {
        "q": query.text,
        "near": question.place,
        "miles": f"{query.near.miles:g}" if query.near else "",
        "kind": sorted(query.categories),
        "type": sorted(query.kinds),
        "tag": sorted(query.tags),
        "guests": str(query.guests) if query.guests > 1 else "",
        "min": str(query.prices.lowest // 100) if query.prices and query.prices.lowest else "",
        "max": str(query.prices.highest // 100) if query.prices and query.prices.highest else "",
        "box": box(query),
        **when(query, now().date()),
        "open": "1" if query.open_now else "",
        "sort": query.sort if query.sort is not usual(query) else "",
        "page": str(query.page) if query.page > 1 else "",
    }
    return f"/search?{urlencode({name: value for name, value in arguments.items() if value}, doseq=True)}"


def box(query: SearchQuery) -> str:
    if query.box is None:
        return ""
    south_west, north_east = query.box.south_west, query.box.north_east
    corners = (south_west.latitude, south_west.longitude, north_east.latitude, north_east.longitude)
    return ",".join(f"{corner:g}" for corner in corners)


def when(query: SearchQuery, today: date) -> dict[str, str]:
    if query.free_at is None:
        return {}
    first, last = query.free_at.first, query.free_at.last
    part = PARTS.get((query.free_at.from_hour, query.free_at.to_hour))
    return {"day": first.isoformat() if first == last and first >= today else "", "part": part or ""}


def usual(query: SearchQuery) -> Sort:
    return Sort.BEST if query.text else Sort.NEAREST if query.near else Sort.SOONEST


def table_row(engine: str, what: str, times: Sequence[float], took: float | None, alone: float | None = None) -> float:
    """Print a row of quantiles, rate and ratio, and return the median."""
    ordered = sorted(times)
    quantiles = [ordered[min(len(ordered) - 1, int(share * len(ordered)))] for share in (0.5, 0.95, 0.99)]
    rate = f"{len(times) / took:>10.0f}" if took else f"{'':>10}"
    ratio = f"{quantiles[0] / alone:>10.2f}" if alone else ""
    print(f"{engine:<16}{what:<26}" + "".join(f"{value:>10.1f}" for value in quantiles) + rate + ratio, flush=True)
    return quantiles[0]
