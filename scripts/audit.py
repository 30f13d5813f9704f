"""`make audit`: a check of CozyWish's dependencies for known vulnerabilities, and of its code for dangerous patterns.

Looks up every pinned Python and npm package. A lookup without an answer also fails, because nothing was checked. Bandit
reads our code without the network.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PIP_AUDIT = (sys.executable, "-m", "pip_audit", "-r", "requirements.txt", "--require-hashes", "--disable-pip")
PYTHON = (*PIP_AUDIT, "--format=json", "--progress-spinner=off")
NPM = ("npm", "audit", "--package-lock-only", "--json")
CODE = ("app", "search", "scripts", "sandbox")
BANDIT = (
    sys.executable,
    "-m",
    "bandit",
    "--configfile=pyproject.toml",
    "--format=json",
    "--quiet",
    "--recursive",
    *CODE,
)
UNCHECKED = "NOT CHECKED. If a registry's list of vulnerabilities can't be reached from here, try another network."


@dataclass(frozen=True)
class Audit:
    """The result of an audit. `was_checked` is false if any package could not be looked up; `message` is the reason."""

    was_checked: bool
    vulnerable: tuple[str, ...] = ()
    message: str = ""

    @property
    def is_clean(self) -> bool:
        return self.was_checked and not self.vulnerable

    def report(self) -> str:
        if not self.was_checked:
            return f"{UNCHECKED}\n  {self.message}".rstrip()
        if self.vulnerable:
            return "\n  ".join([f"{len(self.vulnerable)} found:", *self.vulnerable])
        return "nothing found."


def read_pip_audit(output: str, errors: str) -> Audit:
    packages = parsed(output).get("dependencies")
    if not packages:
        return Audit(was_checked=False, message=last_line(errors))
    skipped = [package["skip_reason"] for package in packages if "skip_reason" in package]
    if skipped:
        return Audit(was_checked=False, message=f"{len(skipped)} of {len(packages)} packages, such as: {skipped[0]}")
    vulnerable = (
        f"{package['name']} {package['version']}: {found['id']}, fixed in {', '.join(found['fix_versions']) or 'none'}"
        for package in packages
        for found in package["vulns"]
    )
    return Audit(was_checked=True, vulnerable=tuple(vulnerable))


def read_npm_audit(output: str, errors: str) -> Audit:
    answer = parsed(output)
    if "vulnerabilities" not in answer:
        return Audit(was_checked=False, message=str(answer.get("message") or last_line(errors)))
    vulnerable = (f"{name}: {found['severity']}" for name, found in answer["vulnerabilities"].items())
    return Audit(was_checked=True, vulnerable=tuple(vulnerable))


def read_bandit(output: str, errors: str) -> Audit:
    answer = parsed(output)
    if "results" not in answer or answer.get("errors"):
        unread = [f"{error['filename']}: {error['reason']}" for error in answer.get("errors", ())]
        return Audit(was_checked=False, message=unread[0] if unread else last_line(errors))
    found = (
        f"{one['filename']}:{one['line_number']}: {one['test_id']} {one['issue_severity'].lower()}: {one['issue_text']}"
        for one in answer["results"]
    )
    return Audit(was_checked=True, vulnerable=tuple(found))


def parsed(output: str) -> dict[str, Any]:
    try:
        answer = json.loads(output)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def last_line(text: str) -> str:
    return (text.strip().splitlines() or [""])[-1]


def audit(command: Sequence[str], read: Callable[[str, str], Audit]) -> Audit:
    """Run an audit program and parse its output, because its exit code says only that something is wrong."""
    done = subprocess.run(command, check=False, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    return read(done.stdout, done.stderr)


def main() -> int:
    audits = {
        "Code": audit(BANDIT, read_bandit),
        "Python packages": audit(PYTHON, read_pip_audit),
        "npm packages": audit(NPM, read_npm_audit),
    }
    for name, found in audits.items():
        print(f"{name}: {found.report()}")
    return 0 if all(found.is_clean for found in audits.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
