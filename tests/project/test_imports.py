"""Tests that each import contract detects a violation. That all of them hold is part of `make check`."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

LINT = (str(Path(sys.executable).with_name("lint-imports")), "--no-logo", "--no-cache")

# For each contract, one import that it refuses: the file to plant it in, and the line.
PLANTED = {
    "Inside a feature: views, tasks, forms, actions, queries, models, enums": (
        "app/venues/queries.py",
        "from app.venues import actions",
    ),
    "Features point one way": ("app/team/actions.py", "from app.cart import queries as carts"),
    "No view knows another feature's views": (
        "app/guest_pages/views/cart.py",
        "from app.login import views as login",
    ),
    "Rules have codes, not texts": ("app/bookings/actions/requests.py", "from flask_babel import gettext as _"),
    "Rules know nothing of requests": ("app/cart/actions/lines.py", "from app.web import htmx"),
    "Tables know only tables": ("app/catalog/models.py", "from app.venues import queries as venues"),
    "Reading changes nothing": ("app/catalog/queries.py", "from app.team import actions as team"),
    "Enums stand alone": ("app/accounts/enums.py", "from app.core.db import Base"),
    "Availability is a pure function": ("app/availability/engine/grid.py", "from app.core.db import session"),
    "search is a library of its own": ("search/text.py", "from app.core import clock"),
    "Nothing needs a tool at run time": ("app/demo/photos.py", "from tools import illustrations"),
    "Nobody imports the sandboxes": ("app/payments/actions.py", "from sandbox import process"),
    "The sandboxes import nothing of ours": ("sandbox/process.py", "from app.core import clock"),
    "Only create_app names what stands behind a protocol": (
        "app/payments/actions.py",
        "from app.payments import stripe_gateway",
    ),
    "Only the factory names a search engine": (
        "app/search_pages/queries.py",
        "from search.postgres import PostgresIndex",
    ),
    "Only its adapter speaks with an outside service": ("app/payments/actions.py", "import stripe"),
}


def verdicts(root: Path) -> dict[str, bool]:
    """Return whether each contract holds in the sources under `root`."""
    ended = subprocess.run(LINT, cwd=root, capture_output=True, text=True, check=False, timeout=120)
    found = re.findall(r"^(.+) (KEPT|BROKEN)(?: \(.*\))?$", ended.stdout, re.MULTILINE)
    assert found, ended.stdout + ended.stderr
    return {name: verdict == "KEPT" for name, verdict in found}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for folder in ("app", "search", "sandbox", "tools"):
        shutil.copytree(
            folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__", "*.toml", "*.css", "*.webp")
        )
    for file in ("config.py", "pyproject.toml"):
        shutil.copy(file, tmp_path)
    return tmp_path


def test_every_contract_has_a_planted_violation() -> None:
    contracts = tomllib.loads(Path("pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    assert {contract["name"] for contract in contracts} == PLANTED.keys()


def test_each_contract_detects_its_planted_violation(copy: Path) -> None:
    for file, line in PLANTED.values():
        with (copy / file).open("a") as source:
            source.write(f"\n{line}\n")
    assert [name for name, holds in verdicts(copy).items() if holds] == []


def test_a_new_feature_must_be_added_to_the_layers(copy: Path) -> None:
    (copy / "app/reviews").mkdir()
    (copy / "app/reviews/__init__.py").touch()
    assert not verdicts(copy)["Features point one way"]
