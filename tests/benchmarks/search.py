"""Benchmark of search with many venues, on both engines: `make bench-search`, or

    python -m tests.benchmarks.search [--venues 100000] [--queries 1000] [--pages 200]

Starts its own PostgreSQL and Elasticsearch, fills both with the same venues and asks both the same recorded questions:
(a) the engine's requests, sent again by its plain client; (b) search/, which makes the requests and reads the answers;
(c) the full search page, from gunicorn over HTTP. Only ratios within one run are meaningful.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from time import perf_counter, sleep

import psycopg2
import structlog
from sqlalchemy import create_engine

from app import create_app
from scripts import elasticsearch
from search.documents import SearchDocument, SearchQuery
from search.elasticsearch.index import ElasticsearchIndex
from search.factory import ALIAS
from search.postgres.index import PostgresIndex
from search.protocol import Engine, Writer
from tests import database
from tests.benchmarks import tables
from tests.benchmarks.pages_over_http import pages_table
from tests.benchmarks.questions import Question, questions
from tests.benchmarks.replay import Noting, Recorded, ReplayElasticsearch, ReplayPostgres
from tests.benchmarks.stage import drop
from tests.benchmarks.venues import venue, venues

# Fit for a machine with this many venues: the data that are read most stay in memory.
POSTGRESQL = {"max_connections": "100", "shared_buffers": "1GB", "max_wal_size": "4GB"}
HEAP = "-Xms1g -Xmx1g"
AT_ONCE = 500
LAGS = 10
PATIENCE = 10.0


@dataclass(frozen=True)
class Subject:
    """An engine, the recorder that sends its requests again, and the function that commits its changes."""

    name: str
    engine: Engine
    replay: Recorded
    commit: Callable[[], None]


def main() -> None:
    query = arguments()
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)  # show each table as soon as it is done, even in a file
    structlog.configure(processors=[drop])
    # Always morning in America: most venues are open, and hardly an hour of the business day has passed.
    at = datetime.now(UTC).replace(hour=15, minute=0, second=0, microsecond=0)
    begun = perf_counter()
    with servers() as (database_url, elasticsearch_url):
        with subjects(database_url, elasticsearch_url) as found:
            build(found, database_url, query.venues, at)
            lag_table(found, at)
            questions_table(found, questions(query.queries, at=at))
        pages_table(database_url, elasticsearch_url, query.pages)
    print(f"\n{(perf_counter() - begun) / 60:.0f} minutes in all.")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--venues", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=1000)
    parser.add_argument("--pages", type=int, default=200, help="questions that are asked as pages")
    return parser.parse_args()


@contextmanager
def servers() -> Iterator[tuple[str, str]]:
    with ExitStack() as running:
        folder = running.enter_context(
            tempfile.TemporaryDirectory(prefix="cozywish-bench-", ignore_cleanup_errors=True)
        )
        os.environ.setdefault("ES_JAVA_OPTS", HEAP)
        engine = elasticsearch.launch(Path(folder))
        running.callback(engine.stop)
        cluster = database.start_cluster(POSTGRESQL)
        running.callback(cluster.stop)
        engine.wait()
        yield database.prepared("search"), engine.url


@contextmanager
def subjects(database_url: str, elasticsearch_url: str) -> Iterator[Sequence[Subject]]:
    sql = create_engine(database_url.replace("postgresql://", "postgresql+psycopg2://"))
    with sql.connect() as connection, Noting(elasticsearch_url) as client:
        yield (
            Subject("PostgreSQL", PostgresIndex(lambda: connection), ReplayPostgres(connection), connection.commit),
            Subject(
                "Elasticsearch", ElasticsearchIndex(client, ALIAS, seconds=60), ReplayElasticsearch(client), nothing
            ),
        )
    sql.dispose()


def nothing() -> None: ...


def build(found: Sequence[Subject], database_url: str, number: int, at: datetime) -> None:
    """Put the same venues into each engine and into the application's tables, and print how fast the engines were."""
    with create_app(database.settings_for(database_url)).app_context():
        categories = tables.make_categories()
    own = psycopg2.connect(database_url)
    took = dict.fromkeys((subject.name for subject in found), 0.0)
    with ExitStack() as rebuilding:
        writers = [(subject, rebuilding.enter_context(subject.engine.rebuilding())) for subject in found]
        for batch in batches(venues(number, begins=at.date())):
            for subject, writer in writers:
                took[subject.name] += seconds(lambda: write(subject, writer, batch))  # noqa: B023 -- called at once
            tables.fill(own, batch, categories)
            progress(batch[-1].id, number)
    own.close()
    vacuum(database_url)
    print(f"\n## build\n\n{'engine':<16}{'documents / s':>16}{'MB':>10}")
    for subject in found:
        health = subject.engine.health()[0]
        print(f"{subject.name:<16}{number / took[subject.name]:>16,.0f}{health.bytes / 1e6:>10,.0f}")
        subject.commit()


def batches(documents: Iterator[SearchDocument]) -> Iterator[list[SearchDocument]]:
    while batch := list(islice(documents, AT_ONCE)):
        yield batch


def write(subject: Subject, writer: Writer, batch: Sequence[SearchDocument]) -> None:
    writer.put(batch)
    subject.commit()


def seconds(work: Callable[[], object]) -> float:
    begun = perf_counter()
    work()
    return perf_counter() - begun


def progress(done: int, number: int) -> None:
    print(f"\r{done:,} of {number:,} venues", end="", file=sys.stderr, flush=True)


def vacuum(database_url: str) -> None:
    """Vacuum and analyze all tables, as a server does sooner or later."""
    connection = psycopg2.connect(database.as_owner(database_url))
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    connection.close()


def lag_table(found: Sequence[Subject], at: datetime) -> None:
    """Print the time from writing a changed venue until a search finds it."""
    print(f"\n## from written to found\n\n{'engine':<16}{'median ms':>12}{'longest':>12}")
    for subject in found:
        took = sorted(lag(subject, at, n) for n in range(LAGS))
        print(f"{subject.name:<16}{took[len(took) // 2]:>12,.0f}{took[-1]:>12,.0f}")


def lag(subject: Subject, at: datetime, number: int) -> float:
    changed = replace(venue(number + 1, begins=at.date(), version=number + 2), name=f"Qwertz{number}yx")
    question = SearchQuery(at=at, text=changed.name)
    begun = perf_counter()
    subject.engine.put([changed])
    subject.commit()
    while changed.id not in subject.engine.search(question).ids:
        if perf_counter() - begun > PATIENCE:
            raise RuntimeError(f"{subject.name} has not found what was written {PATIENCE} seconds ago")
        sleep(0.005)
    return 1000 * (perf_counter() - begun)


def questions_table(found: Sequence[Subject], query: Sequence[Question]) -> None:
    for subject in found:
        times = ask_all(subject, query)
        print(f"\n## {len(query):,} questions, {subject.name}, ms\n")
        print(f"{'':<14}{'questions':>10}" + "".join(f"{name:>10}" for name in ("a p50", "a p95", "a p99")), end="")
        print("".join(f"{name:>10}" for name in ("b p50", "b p95", "b p99", "b / a")))
        groups = dict.fromkeys(question.group for question in query)
        for group in (*groups, "all"):
            line(group, [time for question, time in zip(query, times, strict=True) if group in ("all", question.group)])


def ask_all(subject: Subject, query: Sequence[Question]) -> list[tuple[float, float]]:
    """Return the milliseconds of (a) and (b) for each question. Their order alternates between questions."""
    times = []
    for number, question in enumerate(query):
        requests = subject.replay.record(lambda: subject.engine.search(question.query))  # noqa: B023 -- called at once
        works = [lambda: subject.replay.send(requests), lambda: subject.engine.search(question.query)]  # noqa: B023
        first = number % 2
        took = {place: 1000 * seconds(works[place]) for place in (first, 1 - first)}
        times.append((took[0], took[1]))
        subject.commit()
    return times


def line(name: str, times: Sequence[tuple[float, float]]) -> None:
    bare, ours = (sorted(each) for each in zip(*times, strict=True))
    quantiles = [at(each, share) for each in (bare, ours) for share in (0.5, 0.95, 0.99)]
    shown = "".join(f"{value:>10.1f}" for value in quantiles)
    print(f"{name:<14}{len(times):>10,}{shown}{sum(ours) / sum(bare):>10.2f}")


def at(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


if __name__ == "__main__":
    main()
