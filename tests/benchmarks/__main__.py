"""All benchmarks in docs/benchmarks.md: `make bench`, or `python -m tests.benchmarks [part ...]`.

Parts: engine, query, reservations, pages, hours, calendar, dragging, weight, candidates, chaos, numbers, imports,
log_in, settling, statements.
Each prints a table. Only ratios within one run are meaningful.
"""

import sys
from collections.abc import Callable

from tests.benchmarks import (
    any_hour,
    calendar,
    candidates,
    dragging,
    engine,
    imports,
    log_in,
    numbers,
    pages,
    query,
    reservations,
    settling,
    statements,
    weight,
)
from tests.benchmarks.chaos import scenario as chaos

PARTS: dict[str, Callable[[], None]] = {
    "engine": engine.main,
    "imports": imports.main,
    "query": query.main,
    "reservations": reservations.main,
    "pages": pages.main,
    "hours": any_hour.main,
    "calendar": calendar.main,
    "dragging": dragging.main,
    "weight": weight.main,
    "candidates": candidates.main,
    "chaos": chaos.main,
    "numbers": numbers.main,
    "log_in": log_in.main,
    "settling": settling.main,
    "statements": statements.main,
}


def main(names: list[str]) -> None:
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        sys.exit(f"There is no part {unknown[0]}. Parts: {', '.join(PARTS)}.")
    for name in names or PARTS:
        print(f"\n## {name}\n")
        PARTS[name]()


if __name__ == "__main__":
    main(sys.argv[1:])
