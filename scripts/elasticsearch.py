"""A real Elasticsearch from Maven Central, for developers (`make elasticsearch`) and for test runs.

The artifact is the core engine without optional modules. It is unpacked once into the git-ignored cache folder and
needs JDK 21 or later.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

from scripts.account import give, not_as_root, open_way_to
from scripts.child import end_with_parent, is_healthy
from scripts.local import LOCALHOST, VAR, any_free
from scripts.tools import ROOT, Problem, run

VERSION = "9.5.0"
ARTIFACT = f"org.elasticsearch.distribution.integ-test-zip:elasticsearch:{VERSION}:zip"
CACHE = ROOT / ".cache"
HOME = CACHE / f"elasticsearch-{VERSION}"
OLDEST_JAVA = 21
JVMS = Path("/usr/lib/jvm")
PATIENCE = 120.0  # seconds in which it must respond
GRACE = 20.0  # seconds between asking it to stop and killing it
HEAP = "-Xms512m -Xmx512m"


@dataclass(frozen=True)
class Engine:
    """A running engine, reachable from this machine only. `folder` contains its settings, data and logs."""

    url: str
    folder: Path
    process: subprocess.Popen[bytes]

    def wait(self) -> None:
        """Wait until the engine responds. Raises Problem with its last lines if it exits or takes too long."""
        if not answers(self.url, while_=lambda: self.process.poll() is None):
            raise Problem(f"Elasticsearch did not start. Its last lines:\n{self.last_lines()}")

    def last_lines(self) -> str:
        return "\n".join((self.folder / "console.log").read_text(errors="replace").splitlines()[-10:])

    def stop(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(GRACE)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def answers(url: str, *, while_: Callable[[], bool] = lambda: True) -> bool:
    """Whether an engine that is starting responds within PATIENCE."""
    patience = monotonic() + PATIENCE
    while while_() and monotonic() < patience:
        if is_healthy(f"{url}/_cluster/health"):
            return True
        sleep(0.2)
    return False


def launch(folder: Path, *, port: int | None = None) -> Engine:
    """Launch an engine that stores everything in `folder`, without waiting for it. Raises Problem."""
    java, home = jdk(), unpacked()
    port = port or any_free()
    prepare(folder, home, port)
    with (folder / "console.log").open("wb") as console:
        process = subprocess.Popen(
            [home / "bin" / "elasticsearch"],
            cwd=folder,
            env={
                **os.environ,
                "ES_JAVA_HOME": str(java),
                "ES_JAVA_OPTS": os.environ.get("ES_JAVA_OPTS", HEAP),
                "ES_PATH_CONF": str(folder / "config"),
                "ES_TMPDIR": str(folder / "tmp"),
            },
            stdin=subprocess.DEVNULL,
            stdout=console,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=end_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 -- one system call
            **not_as_root(),
        )
    return Engine(f"http://{LOCALHOST}:{port}", folder, process)


def prepare(folder: Path, home: Path, port: int) -> None:
    """Write the settings and make the account that runs the engine, which is never root, the owner of the folder."""
    for name in ("config", "data", "logs", "tmp"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for file in ("jvm.options", "log4j2.properties"):
        shutil.copy(home / "config" / file, folder / "config" / file)
    settings = {
        "cluster.name": "cozywish",
        "discovery.type": "single-node",
        "network.host": LOCALHOST,
        "http.port": port,
        "transport.port": any_free(),
        "xpack.security.enabled": "false",
        "path.data": folder / "data",
        "path.logs": folder / "logs",
        # A nearly full disk is no reason to refuse a few megabytes.
        "cluster.routing.allocation.disk.threshold_enabled": "false",
    }
    lines = [f"{name}: {value}\n" for name, value in settings.items()]
    (folder / "config" / "elasticsearch.yml").write_text("".join(lines))
    (folder / "console.log").touch()
    give(folder, *folder.rglob("*"))
    open_way_to(folder)
    open_way_to(home)


def unpacked() -> Path:
    """Return the engine's folder, downloaded with Maven the first time. Raises Problem."""
    if (HOME / "bin" / "elasticsearch").exists():
        return HOME
    if shutil.which("mvn") is None:
        raise Problem(
            "Maven is missing, and Elasticsearch comes by it: apt-get install maven, or your system's package."
        )
    print("Fetching Elasticsearch (once, about 130 MB) ...", flush=True)
    CACHE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as made:
        run("mvn", "-q", "-B", "dependency:get", f"-Dartifact={ARTIFACT}", "-Dtransitive=false")
        run("mvn", "-q", "-B", "dependency:copy", f"-Dartifact={ARTIFACT}", f"-DoutputDirectory={made}")
        unzip(next(Path(made).glob("*.zip")), Path(made))
        (Path(made) / HOME.name).rename(HOME)
    return HOME


def unzip(file: Path, into: Path) -> None:
    """Extract an archive with its file permissions, because some files must be executable."""
    with zipfile.ZipFile(file) as archive:
        for member in archive.infolist():
            made = Path(archive.extract(member, into))
            made.chmod((member.external_attr >> 16 | 0o444 | (0o111 if member.is_dir() else 0)) & 0o755)


def jdk() -> Path:
    """Return a JDK that is new enough: $ES_JAVA_HOME, $JAVA_HOME or a system one. Raises Problem if there is none."""
    named = [Path(os.environ[name]) for name in ("ES_JAVA_HOME", "JAVA_HOME") if os.environ.get(name)]
    system = sorted(JVMS.glob("*")) if JVMS.is_dir() else []
    for home in [*named, *system]:
        if java_version(home) >= OLDEST_JAVA:
            return home
    raise Problem(
        f"Elasticsearch needs a JDK of {OLDEST_JAVA} or later: install one (adoptium.net, or your system's packages)"
        " and name its folder in ES_JAVA_HOME."
    )


def java_version(home: Path) -> int:
    """Return the major version of the JDK at `home`, or 0 if there is none."""
    with suppress(OSError):
        found = re.search(r'^JAVA_VERSION="(\d+)', (home / "release").read_text(), re.MULTILINE)
        return int(found[1]) if found else 0
    return 0


def main() -> int:
    """Run an engine until Ctrl-C. Its index is stored in var/elasticsearch."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        engine = launch((VAR / "elasticsearch").resolve(), port=int(os.environ.get("PORT", "9200")))
        try:
            print("Elasticsearch starts ...", flush=True)
            engine.wait()
            print(f"\n  ELASTICSEARCH_URL={engine.url}\n  Stop       Ctrl-C\n", flush=True)
            engine.process.wait()
        finally:
            engine.stop()
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    return 1


if __name__ == "__main__":
    sys.exit(main())
