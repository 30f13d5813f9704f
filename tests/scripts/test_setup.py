import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from scripts.setup import OLDEST_PYTHON, Part, Problem, has_right_python, parts, run

ROOT = Path(__file__).resolve().parents[2]


class Kitchen:
    """A setup part that makes `bread` from `flour` and `recipes/`, and counts how often it does."""

    def __init__(self, folder: Path) -> None:
        self.flour, self.recipes, self.bread = folder / "flour", folder / "recipes", folder / "bread"
        self.flour.write_text("rye")
        self.recipes.mkdir()
        self.baked = 0
        self.part = Part("Bread", self.bread, folder / "stamps" / "bread", (self.flour, self.recipes), self.bake)

    def bake(self) -> None:
        self.baked += 1
        self.bread.mkdir(exist_ok=True)


@pytest.fixture
def kitchen(tmp_path: Path) -> Kitchen:
    kitchen = Kitchen(tmp_path)
    kitchen.part.ensure()
    assert kitchen.baked == 1
    return kitchen


def test_an_unchanged_part_is_not_made_again(kitchen: Kitchen) -> None:
    os.utime(kitchen.flour, (0, 0))
    kitchen.part.ensure()
    assert kitchen.baked == 1


def test_a_change_in_an_input_file_or_folder_makes_a_part_again(kitchen: Kitchen) -> None:
    kitchen.flour.write_text("wheat")
    kitchen.part.ensure()
    assert kitchen.baked == 2
    (kitchen.recipes / "bun").write_text("round")
    kitchen.part.ensure()
    assert kitchen.baked == 3
    (kitchen.recipes / "bun").rename(kitchen.recipes / "roll")
    kitchen.part.ensure()
    assert kitchen.baked == 4


def test_a_new_tool_version_makes_a_part_again(kitchen: Kitchen) -> None:
    replace(kitchen.part, tools="3.14").ensure()
    assert kitchen.baked == 2


def test_a_removed_part_is_made_again(kitchen: Kitchen) -> None:
    kitchen.bread.rmdir()
    kitchen.part.ensure()
    assert kitchen.baked == 2


def test_a_failed_part_is_made_again_on_the_next_run(kitchen: Kitchen) -> None:
    kitchen.flour.write_text("damp")
    with pytest.raises(Problem, match="too wet"):
        replace(kitchen.part, make=lambda: run("sh", "-c", "echo too wet; exit 1")).ensure()
    kitchen.part.ensure()
    assert kitchen.baked == 2


def test_the_inputs_of_all_parts_exist() -> None:
    missing = [path for part in parts(ROOT) for path in part.inputs if not path.exists()]
    assert missing == []


def test_a_broken_or_missing_virtual_environment_is_detected(tmp_path: Path) -> None:
    assert has_right_python(Path(sys.prefix))
    assert not has_right_python(tmp_path)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").symlink_to("/bin/false")
    assert not has_right_python(tmp_path)


def test_missing_node_prints_one_line(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "scripts" / "setup.py")]
    done = subprocess.run(command, check=False, env={"PATH": str(tmp_path)}, capture_output=True, text=True)
    assert done.stderr.startswith("node is missing; ")
    assert done.stderr.count("\n") == 1
    assert done.returncode == 1


def test_an_old_node_version_is_named(tmp_path: Path) -> None:
    for tool in ("node", "npm"):
        (tmp_path / tool).write_text("#!/bin/sh\necho v18.20.4\n")
        (tmp_path / tool).chmod(0o755)
    command = [sys.executable, str(ROOT / "scripts" / "setup.py")]
    done = subprocess.run(command, check=False, env={"PATH": str(tmp_path)}, capture_output=True, text=True)
    assert done.stderr.startswith("node is v18.20.4. Install Node.js 20 or later")


def test_missing_python_prints_what_to_install(tmp_path: Path) -> None:
    command = ["make", "-C", str(ROOT), "--no-print-directory", "venv", "PYTHON=python3.99"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert "python3.99 is missing: install Python 3.11 or later." in done.stdout
    assert done.returncode != 0


def test_the_oldest_python_matches_the_project_metadata() -> None:
    declared = 'requires-python = ">={}.{}"'.format(*OLDEST_PYTHON)
    assert declared in (ROOT / "pyproject.toml").read_text()
