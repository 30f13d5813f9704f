"""Programs that the tests use: found on this machine or installed."""

import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".cache" / "bin"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SHELLS = ("chromium-headless-shell", "chrome-headless-shell")
STRIPE_MOCK = "github.com/stripe/stripe-mock@v0.203.0"


class Problem(Exception):
    """A missing program that we cannot install. The message is one line that says what to do."""


def chromium() -> Path:
    """Return the browser: $CHROMIUM, else the system's, else installed if we are root on Debian. Raises Problem."""
    given = os.environ.get("CHROMIUM")
    if given and not Path(given).is_file():
        raise Problem(f"CHROMIUM={given} does not exist. Correct it, or unset it to use the system's.")
    found = given or which(*BROWSERS) or installed_by_apt("chromium")
    if not found:
        raise Problem("Chromium is missing: apt-get install chromium (as root), or set CHROMIUM to a Chrome's path.")
    return Path(found)


def headless_chromium() -> Path:
    """Return $CHROMIUM, else the same browser without windows, else `chromium()`. Raises Problem.

    Chromium makes its windows even when nobody sees them: journeys take half of the processor time without.
    """
    if os.environ.get("CHROMIUM"):
        return chromium()
    try:
        found = which(*SHELLS) or installed_by_apt("chromium-headless-shell")
    except Problem:  # not every system has this package
        found = None
    return Path(found) if found else chromium()


def installed_by_apt(package: str) -> str | None:
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        return None
    print(f"Installing {package} ...", flush=True)
    run("apt-get", "update", "-qq")
    run("apt-get", "install", "-y", "-qq", "--no-install-recommends", package, "fonts-liberation")
    return which(package)


def stripe_mock() -> Path | None:
    """Return Stripe's request checker, built from source if missing, or None if Go is not installed."""
    found = which("stripe-mock")
    if found is None and shutil.which("go"):
        print("Building stripe-mock (once, about a minute) ...", flush=True)
        run("go", "install", STRIPE_MOCK, GOBIN=str(BIN), **go_folders())
        found = which("stripe-mock")
    return Path(found) if found else None


def go_folders() -> dict[str, str]:
    """Return Go settings that put its caches in our cache folder if HOME is not set.

    The caches are writable so that `make clean` can remove them.
    """
    if os.environ.get("HOME"):
        return {}
    cache = ROOT / ".cache"
    return {"GOPATH": str(cache / "go"), "GOCACHE": str(cache / "go-build"), "GOFLAGS": "-modcacherw"}


def which(*names: str) -> str | None:
    """Return the first of these programs found in our own folder, on the PATH or in Go's bin folder."""
    places = os.pathsep.join([str(BIN), os.environ.get("PATH", ""), str(Path("~/go/bin").expanduser())])
    return next((found for name in names if (found := shutil.which(name, path=places))), None)


def run(*command: str, **environment: str) -> None:
    """Run a command silently. Raises Problem with the command's output if it fails."""
    quiet = {"DEBIAN_FRONTEND": "noninteractive", **environment}
    done = subprocess.run(
        command,
        check=False,
        env={**os.environ, **quiet},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode != 0:
        raise Problem(f"{done.stdout}\nThis failed: {' '.join(command)}")
