"""Tests that modules stay small, and that packages hold only modules: a name has one place to import it from."""

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

MOST_LINES = 300
SOURCES = ("app", "search", "sandbox", "scripts", "tools")
# The import of the application factory, and a library of drawings whose modules are one subject each.
WITH_CODE = {"app/__init__.py", "tools/illustrations/__init__.py"}


def modules() -> Iterator[Path]:
    listed = subprocess.run(["git", "ls-files", *SOURCES], capture_output=True, text=True, check=True).stdout
    return (Path(line) for line in listed.splitlines() if line.endswith(".py"))


def has_code(source: str) -> bool:
    """Return whether a package's own file defines functions or classes, or imports names from its modules."""
    return any(
        isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        or (isinstance(node, ast.ImportFrom) and (node.level > 0 or (node.module or "").split(".")[0] in SOURCES))
        for node in ast.parse(source).body
    )


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("async def f(): ...", True),
        ("from .core import db", True),
        ("from app.core import db", True),
        ("import flask", False),
    ],
)
def test_code_of_a_package_is_found(source: str, found: bool) -> None:
    assert has_code(source) is found


def test_modules_have_at_most_300_lines() -> None:
    lengths = {path.as_posix(): len(path.read_text().splitlines()) for path in modules()}
    assert {path: length for path, length in lengths.items() if length > MOST_LINES} == {}


def test_packages_hold_only_modules() -> None:
    packages = (path for path in modules() if path.name == "__init__.py")
    assert {path.as_posix() for path in packages if has_code(path.read_text())} == WITH_CODE
