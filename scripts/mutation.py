"""`make mutation`: do the tests of the two pure modules notice a mistake in them?

mutmut changes the availability engine and pricing in one place at a time and runs their tests, which need no database
(`[tool.mutmut]` in pyproject.toml). The run fails if the tests notice fewer than LEAST percent of the changes. Those
that change nothing anybody could notice are in tests/equivalent_mutants.toml, each with its reason.

`--endings 3 7` tries only the mutants whose number ends with one of these digits: a sample that is the same every time.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / ".cache" / "mutation"
EQUIVALENT = ROOT / "tests" / "equivalent_mutants.toml"
COPIED = (
    *("app", "config.py", "pyproject.toml", "scripts", "search"),
    *("tests/__init__.py", "tests/sizes.py", "tests/availability", "tests/deals"),
)
LEAST = 90
MUTMUT = (sys.executable, "-m", "mutmut")
# How mutmut stores the end of a test run. A mutant that never ends is noticed, too.
FAILED, ENDLESS, PASSED, NO_TESTS = {1, 3}, {-24, -9, 24, 36, 152, 255}, 0, {5, 33}


@dataclass(frozen=True)
class Score:
    """How many mutants were noticed, and the names of those that were not."""

    killed: int
    survived: tuple[str, ...]
    equivalent: int = 0

    @property
    def percent(self) -> float:
        tried = self.killed + len(self.survived)
        return 100 * self.killed / tried if tried else 0.0

    def report(self) -> str:
        tried = self.killed + len(self.survived)
        also = f", besides {self.equivalent} equivalent ones" if self.equivalent else ""
        return f"{self.killed} of {tried} mutants noticed: {self.percent:.1f}%{also} (at least {LEAST}%)"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--endings", nargs="*", default=(), metavar="DIGIT", help="only mutants with these last digits")
    parser.add_argument("--children", default=str(os.cpu_count() or 2), help="how many mutants to try at once")
    options = parser.parse_args(arguments)
    copy_files()
    chosen = [f"*__mutmut_*{digit}" for digit in options.endings]
    done = subprocess.run([*MUTMUT, "run", "--max-children", options.children, *chosen], cwd=WORK, check=False)
    if done.returncode:
        return done.returncode
    found = score(dict(results()))
    for name in found.survived:
        print(difference(name))
    print(found.report())
    return int(found.percent < LEAST)


def copy_files() -> None:
    """Copy what mutmut needs into a new folder, because it writes next to it."""
    shutil.rmtree(WORK, ignore_errors=True)
    listed = ("git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *COPIED)
    for name in subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines():
        if (ROOT / name).is_file() and "/data/photos/" not in name:
            (WORK / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, WORK / name)


def results() -> Iterator[tuple[str, int]]:
    """Yield each mutant that was tried, with the exit code of its tests."""
    for file in sorted((WORK / "mutants").rglob("*.meta")):
        for name, code in json.loads(file.read_text())["exit_code_by_key"].items():
            if code is not None:
                yield name, code


def score(codes: dict[str, int]) -> Score:
    killed = sum(code in FAILED | ENDLESS for code in codes.values())
    known = equivalents()
    left = [name for name, code in codes.items() if code == PASSED or code in NO_TESTS]
    survived = tuple(name for name in left if change_of(name) not in known)
    return Score(killed, survived, len(left) - len(survived))


def equivalents() -> set[tuple[str, str, str]]:
    """Return (function, line before, line after) of each mutant that nobody could notice."""
    listed = tomllib.loads(EQUIVALENT.read_text())["mutant"]
    return {(one["function"], one["before"], one["after"]) for one in listed}


def difference(name: str) -> str:
    return subprocess.run([*MUTMUT, "show", name], cwd=WORK, check=True, capture_output=True, text=True).stdout


def change_of(name: str) -> tuple[str, str, str]:
    lines = difference(name).splitlines()
    before = " ".join(line[1:].strip() for line in lines if line.startswith("-") and not line.startswith("---"))
    after = " ".join(line[1:].strip() for line in lines if line.startswith("+") and not line.startswith("+++"))
    return function_of(name), before, after


def function_of(name: str) -> str:
    """Return the function that a mutant changes: app.deals.pricing.x_best__mutmut_2 is app.deals.pricing.best."""
    module, _, changed = name.rpartition("__mutmut_")[0].rpartition(".")
    return f"{module}.{changed.removeprefix('x').strip('_ǁ').replace('ǁ', '.')}"


if __name__ == "__main__":
    sys.exit(main())
