"""Setup of everything the other commands need: the virtual environment, npm packages and the front-end build.

Each part is rebuilt only when its inputs have changed, so a second run takes no time. Runs on the system's Python with
only the standard library.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST_PYTHON = (3, 11)
OLDEST_NODE = 20
OUR_PYTHON = (*sys.version_info[:2], sys.base_prefix)


class Problem(Exception):
    """Something missing on this machine. The message is one line that says what to do."""


@dataclass(frozen=True)
class Part:
    """A build step: `make` creates `output` from `inputs` (files and folders). The stamp tells if it is current."""

    name: str
    output: Path
    stamp: Path
    inputs: tuple[Path, ...]
    make: Callable[[], None]
    tools: str = ""

    def digest(self) -> str:
        """Return a hash of the inputs' names and contents, not times or absolute paths: a new clone changes those."""
        total = hashlib.sha256(self.tools.encode())
        for file in files_in(self.inputs):
            total.update(f"{os.path.relpath(file, self.output.parent)}\0".encode())
            total.update(hashlib.sha256(file.read_bytes()).digest())
        return total.hexdigest()

    def is_current(self) -> bool:
        return self.output.exists() and self.stamp.exists() and self.stamp.read_text() == self.digest()

    def ensure(self) -> None:
        """Build the part unless it is current. Raises Problem if the build fails."""
        if self.is_current():
            return
        print(f"{self.name} ...", flush=True)
        self.stamp.unlink(missing_ok=True)
        self.make()
        self.stamp.parent.mkdir(parents=True, exist_ok=True)
        self.stamp.write_text(self.digest())


def files_in(paths: Iterable[Path]) -> list[Path]:
    found: set[Path] = set()
    for path in paths:
        found.update(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else found.add(path)
    return sorted(found)


def parts(root: Path) -> list[Part]:
    """Return the parts in dependency order."""
    venv, modules, dist = root / ".venv", root / "node_modules", root / "static" / "dist"
    locks = (root / "requirements.txt", root / "requirements-dev.txt")
    return [
        Part("Python packages", venv, venv / ".stamp", locks, lambda: make_venv(venv, locks), str(OUR_PYTHON)),
        Part("npm packages", modules, modules / ".stamp", (root / "package-lock.json",), lambda: npm_ci(root)),
        Part(
            "Front end",
            dist,
            root / ".cache" / "assets.stamp",
            (root / "package-lock.json", root / "scripts" / "build_assets.mjs", root / "static" / "src"),
            lambda: run("node", "scripts/build_assets.mjs", cwd=root),
        ),
    ]


def make_venv(venv: Path, locks: Iterable[Path]) -> None:
    """Sync the virtual environment to exactly what the lock files pin, with uv because it is much faster than pip."""
    uv = str(installed_uv())
    if not has_right_python(venv):
        run(uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(venv))
    chosen = ("--python", str(venv / "bin" / "python"), "--require-hashes")
    run(uv, "pip", "sync", "--quiet", *chosen, *map(str, locks))


def installed_uv() -> Path:
    """Return the path to uv, installed in its own environment at the version that scripts/uv.txt pins.

    Raises Problem if it cannot be installed.
    """
    environment, lock = ROOT / ".cache" / "uv", ROOT / "scripts" / "uv.txt"
    stamp = environment / ".stamp"
    if not stamp.exists() or stamp.read_text() != lock.read_text() or not has_right_python(environment):
        try:
            run(sys.executable, "-m", "venv", "--clear", str(environment))
        except Problem:
            raise Problem("Python cannot make a virtual environment. On Debian: apt-get install python3-venv") from None
        quiet = ("--quiet", "--disable-pip-version-check", "--no-input")
        pip = (str(environment / "bin" / "python"), "-m", "pip", "install", *quiet)
        run(*pip, "--require-hashes", "-r", str(lock))
        stamp.write_text(lock.read_text())
    return environment / "bin" / "uv"


def has_right_python(venv: Path) -> bool:
    """Whether the environment works and its Python is ours: another version looks for packages in another folder."""
    python = venv / "bin" / "python"
    ask = [str(python), "-c", "import sys; print((*sys.version_info[:2], sys.base_prefix))"]
    if not python.exists():
        return False
    answer = subprocess.run(ask, check=False, capture_output=True, text=True)
    return answer.stdout.strip() == str(OUR_PYTHON)


def npm_ci(root: Path) -> None:
    run("npm", "ci", "--no-audit", "--no-fund", "--loglevel=error", cwd=root)


def run(*command: str, cwd: Path = ROOT) -> None:
    """Run a command silently. Raises Problem with the command's output if it fails."""
    done = subprocess.run(command, check=False, cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode != 0:
        raise Problem(f"{done.stdout}{done.stderr}\nThis failed: {' '.join(command[:4])} ...")


def check_python() -> None:
    if sys.version_info[:2] < OLDEST_PYTHON:
        found = ".".join(map(str, sys.version_info[:3]))
        raise Problem(f"Python 3.11 or later is needed; this is {found}. If you have one: make run PYTHON=python3.12")


def check_node() -> None:
    hint = f"Install Node.js {OLDEST_NODE} or later with npm (nodejs.org, or your system's packages)."
    for tool in ("node", "npm"):
        if shutil.which(tool) is None:
            raise Problem(f"{tool} is missing; the front end is built with it. {hint}")
    version = subprocess.run(["node", "--version"], check=False, capture_output=True, text=True).stdout.strip()
    major = version.lstrip("v").split(".")[0]
    if not major.isdecimal() or int(major) < OLDEST_NODE:
        raise Problem(f"node is {version or 'broken'}. {hint}")


def main(arguments: list[str]) -> int:
    """Set up everything, or only the virtual environment if the argument is `python`. Returns the exit code."""
    try:
        check_python()
        if arguments != ["python"]:
            check_node()
        cache = ROOT / ".cache"
        cache.mkdir(exist_ok=True)
        # Two commands in two terminals must not install over each other.
        with (cache / "setup.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            for part in parts(ROOT)[: 1 if arguments == ["python"] else None]:
                part.ensure()
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
