"""`make coverage`, after its tests: which share of the branches of each package they reach."""

import json
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path, PurePath
from typing import Any

from coverage import Coverage


def main() -> int:
    covered = Coverage()
    covered.combine()
    covered.save()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "coverage.json"
        covered.json_report(outfile=str(report))
        files = json.loads(report.read_text())["files"]
    print("| package | lines | branches |\n| --- | ---: | ---: |")
    for package, lines, branches in shares(files):
        print(f"| {package} | {lines:.1%} | {branches:.1%} |")
    return 0


def shares(files: Mapping[str, Any]) -> list[tuple[str, float, float]]:
    """Package, share of its lines and share of its branches that were reached, and of all packages together."""
    found: dict[str, Counter[str]] = {}
    for name, file in files.items():
        for package in (package_of(name), "all"):
            found.setdefault(package, Counter()).update(
                {key: value for key, value in file["summary"].items() if isinstance(value, int)}
            )
    return [
        (
            package,
            sums["covered_lines"] / max(sums["num_statements"], 1),
            sums["covered_branches"] / max(sums["num_branches"], 1) if sums["num_branches"] else 1.0,
        )
        for package, sums in sorted(found.items())
    ]


def package_of(file: str) -> str:
    """app/bookings/actions/reschedule.py -> app/bookings; app/db.py -> app."""
    parts = PurePath(file).parts
    return "/".join(parts[: 2 if len(parts) > 2 else 1])


if __name__ == "__main__":
    sys.exit(main())
