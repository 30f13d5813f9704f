"""`make flask ARGS="db migrate -m 'reviews'"`: a Flask command with the settings and the database of `make run`."""

import os
import shlex
import subprocess
import sys
from contextlib import ExitStack

from scripts import postgres
from scripts.local import VAR, Ports, Problem, check_reachable, database, only_run, settings_for

# Commands neither listen nor send; the addresses only have to be well formed.
PORTS = Ports(web=8000, stripe=8001, outbox=8002, smtp=8003)


def main() -> int:
    given = dict(os.environ)
    os.environ.update(settings_for(given, PORTS))
    try:
        with ExitStack() as stack:
            os.environ["DATABASE_URL"] = open_database(stack, given.get("DATABASE_URL"))
            check_reachable(os.environ["DATABASE_URL"])
            arguments = shlex.split(given.get("ARGS", ""))
            return subprocess.run([sys.executable, "-m", "flask", "--app", "wsgi", *arguments], check=False).returncode
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 2


def open_database(stack: ExitStack, given: str | None) -> str:
    """The URL. The embedded server is stopped with the stack, unless a run at work here needs it."""
    try:
        stack.enter_context(only_run())
    except Problem:
        return given or postgres.start(VAR / "postgres").url
    return stack.enter_context(database(given))


if __name__ == "__main__":
    sys.exit(main())
