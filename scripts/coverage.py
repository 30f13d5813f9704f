"""Line and branch coverage by package, which `make coverage` prints after its tests."""

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
    """Return each package with the shares of its lines and branches that were covered, and the same for "all"."""
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
    """Return the package of a file: app/bookings/actions/cancel.py -> app/bookings; app/core/db.py -> app."""
    parts = PurePath(file).parts
    return "/".join(parts[: 2 if len(parts) > 2 else 1])


if __name__ == "__main__":
    sys.exit(main())
