"""Tests for how `make audit` reads the output of pip-audit and npm."""

import json
import sys
from pathlib import Path

import pytest

from scripts.audit import BANDIT, UNCHECKED, Audit, audit, read_bandit, read_npm_audit, read_pip_audit

FLASK = {"name": "flask", "version": "1.0", "vulns": [{"id": "CVE-2026-1", "fix_versions": ["1.1"]}]}
CLICK = {"name": "click", "version": "8.0", "vulns": []}
SKIPPED = {"name": "flask", "skip_reason": "Dependency not found: flask (1.0)"}


def pip_says(*packages: object) -> Audit:
    return read_pip_audit(json.dumps({"dependencies": packages}), "")


def test_audit_passes_when_every_package_was_looked_up() -> None:
    assert pip_says(CLICK).is_clean
    assert read_npm_audit('{"vulnerabilities": {}}', "").is_clean


def test_audit_names_vulnerable_packages_and_fixed_versions() -> None:
    found = pip_says(FLASK, CLICK)
    assert not found.is_clean
    assert "flask 1.0: CVE-2026-1, fixed in 1.1" in found.report()
    npm = read_npm_audit('{"vulnerabilities": {"esbuild": {"severity": "high"}}}', "")
    assert (npm.is_clean, npm.vulnerable) == (False, ("esbuild: high",))


@pytest.mark.parametrize(
    ("found", "why"),
    [
        (pip_says(SKIPPED, CLICK), "1 of 2 packages, such as: Dependency not found: flask (1.0)"),
        (read_pip_audit("", "warning\nno route to host\n"), "no route to host"),
        (read_npm_audit('{"message": "405 Method Not Allowed"}', "npm error"), "405 Method Not Allowed"),
        (read_npm_audit("", ""), ""),
        (read_bandit("", "no such file"), "no such file"),
        (read_bandit('{"results": [], "errors": [{"filename": "a.py", "reason": "syntax"}]}', ""), "a.py: syntax"),
    ],
)
def test_audit_fails_when_a_package_could_not_be_looked_up(found: Audit, why: str) -> None:
    assert not found.is_clean
    assert found.report().startswith(UNCHECKED)
    assert found.report().endswith(why)


def test_audit_reads_the_output_of_a_program_despite_its_exit_code() -> None:
    failing = "import sys; print('{\"vulnerabilities\": {}}'); sys.exit(3)"
    assert audit((sys.executable, "-c", failing), read_npm_audit).is_clean


def test_audit_reports_dangerous_code(tmp_path: Path) -> None:
    (tmp_path / "shell.py").write_text("import subprocess\n\nsubprocess.run(input(), shell=True)\n")
    found = audit((*BANDIT[: BANDIT.index("--recursive") + 1], str(tmp_path)), read_bandit)
    assert not found.is_clean
    assert "shell.py:3: B602 high" in found.report()
