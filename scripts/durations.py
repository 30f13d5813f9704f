"""A breakdown of where a test run spends its time: `python -m scripts.durations report.xml`.

Create the report with `python -m scripts.test --junitxml=report.xml`.
"""

import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

SLOWEST = 40


def durations(report: Path) -> dict[str, float]:
    """Return seconds by file and test, including fixtures."""
    cases = ElementTree.parse(report).iter("testcase")  # noqa: S314 -- our own file
    return {
        f"{case.get('classname', '').replace('.', '/')}::{case.get('name')}": float(case.get("time", 0))
        for case in cases
    }


def table(report: Path) -> str:
    found = durations(report)
    by_folder, numbers = Counter[str](), Counter[str]()
    for name, seconds in found.items():
        folder = "/".join(name.split("::", maxsplit=1)[0].split("/")[:2]) if name.startswith("tests/") else "e2e"
        by_folder[folder] += seconds
        numbers[folder] += 1
    lines = [f"{len(found):,} tests, {sum(found.values()) / 60:.1f} minutes of one worker", ""]
    lines += ["| folder | tests | minutes | seconds a test |", "| --- | ---: | ---: | ---: |"]
    lines += [
        f"| {folder} | {numbers[folder]:,} | {seconds / 60:.1f} | {seconds / numbers[folder]:.2f} |"
        for folder, seconds in by_folder.most_common()
    ]
    slowest = sorted(found.items(), key=lambda one: -one[1])[:SLOWEST]
    lines += ["", "| seconds | test |", "| ---: | --- |"]
    return "\n".join([*lines, *(f"| {seconds:.1f} | `{name}` |" for name, seconds in slowest)])


if __name__ == "__main__":
    print(table(Path(sys.argv[1])))
