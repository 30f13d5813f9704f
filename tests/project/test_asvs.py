"""Tests that the page about the OWASP ASVS is complete, counts what it says, and names only files that exist."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from app.accounts.enums import Role
from app.accounts.session_limits import LIMITS

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs" / "security"
STATES = ("met", "partly", "gap", "not applicable")
ROW = re.compile(
    r"\| (?P<number>V\d+\.\d+\.\d+) \| (?P<level>\d) \| (?P<asks>.+?) \| (?P<state>[a-z ]+) \| (?P<where>.+) \|"
)
COUNT = re.compile(r"\| (?P<state>[a-z ]+) \| (?P<number>\d+) \|")
PATH = re.compile(r"`([^`\s]*(?:/[^`\s]*|\.[a-z]+))`")
# Files that branches add. Empty once they are merged.
PENDING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Row:
    number: str
    level: str
    asks: str
    state: str
    where: str


def page() -> str:
    return (DOCS / "asvs.md").read_text()


def rows(text: str) -> list[Row]:
    """Return the rows of the tables by chapter."""
    return [Row(**found.groupdict()) for line in text.splitlines() if (found := ROW.fullmatch(line))]


def counted(text: str) -> dict[str, int]:
    """Return the counts at the top of the page."""
    top = text.partition("\n## V1 ")[0]
    return {found["state"]: int(found["number"]) for line in top.splitlines() if (found := COUNT.fullmatch(line))}


def levels() -> Mapping[str, str]:
    """Return the level of each requirement of levels 1 and 2."""
    lines = (ROOT / "tests/project/asvs_numbers.txt").read_text().splitlines()[1:]
    return {f"{name}.{number}": level for line in lines for name, number, level in requirements(line)}


def requirements(line: str) -> Iterator[tuple[str, str, str]]:
    section, _, numbers = line.partition(": ")
    for each in numbers.split():
        number, _, level = each.partition("/")
        yield section, number, level


def missing(text: str) -> set[str]:
    """Return the files that the last column names and that don't exist."""
    return {path for row in rows(text) for path in PATH.findall(row.where) if not (ROOT / path).exists()}


def test_each_requirement_is_there_once_with_its_level() -> None:
    found = rows(page())
    assert [(row.number, row.level) for row in found] == list(levels().items())


def test_each_line_of_a_chapter_is_a_row_that_these_tests_read() -> None:
    body = page().partition("\n## V1 ")[2]
    lines = [line for line in body.splitlines() if line.startswith("| V")]
    assert len(lines) == len(rows(page()))


def test_states_and_lengths_are_those_that_the_page_explains() -> None:
    found = rows(page())
    assert [row.number for row in found if row.state not in STATES] == []
    assert [row.number for row in found if len(row.asks.split()) > 20] == []


def test_what_is_met_names_a_file() -> None:
    assert [row.number for row in rows(page()) if row.state == "met" and "`" not in row.where] == []


def test_counts_at_the_top_are_those_of_the_table() -> None:
    states = Counter(row.state for row in rows(page()))
    assert counted(page()) == {**states, "all": states.total()}


def test_what_is_missing_is_in_the_list_at_the_top() -> None:
    listed = set(re.findall(r"V\d+\.\d+\.\d+", page().partition("\n## V1 ")[0]))
    assert listed == {row.number for row in rows(page()) if row.state in {"partly", "gap"}}


def test_every_file_that_is_named_exists_or_is_pending() -> None:
    assert missing(page()) == PENDING, "remove from PENDING what has been merged"


def test_a_missing_file_is_found() -> None:
    row = "| V1.1.1 | 2 | Do it | met | `tests/gone.py` and `README.md`, by `SECRET_KEY` |"
    assert missing(row) == {"tests/gone.py"}


@pytest.mark.parametrize("role", LIMITS)
def test_documented_sessions_end_as_they_do(role: Role) -> None:
    limits = LIMITS[role]
    line = f"| {role} | {in_words(limits.idle)} | {in_words(limits.absolute)} |"
    assert line in (DOCS / "controls.md").read_text()


def in_words(time: timedelta) -> str:
    """Return a time as the page says it: 30 minutes, 12 hours, 14 days."""
    seconds = int(time.total_seconds())
    if seconds % 86_400 == 0:
        return f"{seconds // 86_400} days"
    return f"{seconds // 3600} hours" if seconds % 3600 == 0 else f"{seconds // 60} minutes"
