"""Flask commands with the settings and database of `make run`: `make flask ARGS="db migrate -m 'reviews'"`."""

import os
import shlex
import subprocess
import sys
from collections.abc import Mapping
from contextlib import ExitStack

from scripts import postgres
from scripts.local import VAR, Database, Ports, Problem, as_owner, check_reachable, database, only_run, settings_for

# Commands neither listen nor send, so these addresses only have to be well formed.
PORTS = Ports(web=8000, stripe=8001, outbox=8002, smtp=8003, geocoder=8004, identity=8005)


def main() -> int:
    given = dict(os.environ)
    os.environ.update(settings_for(given, PORTS))
    try:
        with ExitStack() as stack:
            os.environ.update(as_owner(open_database(stack, given)))
            check_reachable(os.environ["DATABASE_URL"])
            arguments = shlex.split(given.get("ARGS", ""))
            return subprocess.run([sys.executable, "-m", "flask", "--app", "wsgi", *arguments], check=False).returncode
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 2


def open_database(stack: ExitStack, given: Mapping[str, str]) -> Database:
    """Return the database. The stack stops the embedded server at the end unless a run in this folder uses it."""
    try:
        stack.enter_context(only_run())
    except Problem:
        if given.get("DATABASE_URL"):
            return stack.enter_context(database(given))
        server = postgres.start(VAR / "postgres")
        return Database(server.url, server.application_url)
    return stack.enter_context(database(given))


if __name__ == "__main__":
    sys.exit(main())
