"""Guests never wait for an email server: only jobs connect to it."""

import ast
from pathlib import Path

APP = Path("app")
TALKS = {"app.email.mailer", "app.email.smtp", "smtplib"}
# The module of the protocol itself, and the one place that names its adapter.
AT_HOME = {Path("app/email/mailer.py"), Path("app/email/smtp.py"), Path("app/factory.py")}


def imported(file: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
    return found


def talking() -> set[Path]:
    """Return the files that may connect to an email server, except its stand-in."""
    files = {file for file in APP.rglob("*.py") if "sandbox" not in file.parts and imported(file) & TALKS}
    return files - AT_HOME


def test_only_tasks_connect_to_an_email_server() -> None:
    assert talking()
    assert {file for file in talking() if file.stem != "tasks"} == set()


def test_tasks_that_connect_to_an_email_server_run_only_as_jobs() -> None:
    """A request defers a task by its name. A module that imports the task could call it, and wait."""
    modules = {".".join(file.with_suffix("").parts) for file in talking()}
    importing = {file for file in APP.rglob("*.py") if imported(file) & modules}
    assert importing == {Path("app/tasks.py")}, "which registers them all"
