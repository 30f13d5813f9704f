"""One commit per request, at the edge: the modules that may commit besides it are listed here."""

import ast
from pathlib import Path

# A flow that calls the network, a worker's step, a batch, or the command line (docs/decisions/0002).
MAY_COMMIT = {
    "app/admin/downloads.py",
    "app/bookings/views/reschedule.py",
    "app/calendar_sync/feed_updates.py",
    "app/db.py",
    "app/discovery/actions.py",
    "app/email/mailer.py",
    "app/jobs.py",
    "app/payments/gateway_flows.py",
    "app/payments/views.py",
    "app/photos/tasks.py",
    "app/setup/cli.py",
}
# The stand-ins have a store of their own, and demo data are made by a command.
ELSEWHERE = ("app/sandbox/", "app/demo/")


def commits(file: Path) -> bool:
    calls = (node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Call))
    return any(isinstance(call.func, ast.Attribute) and call.func.attr == "commit" for call in calls)


def test_only_the_listed_modules_commit() -> None:
    files = (file for file in Path("app").rglob("*.py") if not file.as_posix().startswith(ELSEWHERE))
    assert {file.as_posix() for file in files if commits(file)} == MAY_COMMIT
