"""Views that misbehave on purpose, registered in their own application."""

import time
from contextlib import suppress

from flask import Blueprint, abort, current_app, request
from flask.typing import ResponseReturnValue
from flask_login import login_required
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from app.accounts.enums import Role
from app.accounts.guards import roles_required
from app.core.db import session
from app.core.errors import Conflict, DomainError, Forbidden, NotFound, Unavailable
from app.taxonomy.models import Category
from app.web import htmx
from app.web.security import takes_files
from tests.database import terminate

bp = Blueprint("probes", __name__, url_prefix="/probes")

REFUSALS = {
    "rule": DomainError("Choose another time."),
    "missing": NotFound("There is no such venue."),
    "foreign": Forbidden("This is another venue’s."),
    "meanwhile": Conflict("Somebody was quicker."),
    "away": Unavailable("The payment service does not answer."),
}


@bp.route("/status/<int:code>", methods=["GET", "POST"])
def status(code: int) -> ResponseReturnValue:
    abort(code)


@bp.get("/refuse/<which>")
def refuse(which: str) -> ResponseReturnValue:
    raise REFUSALS[which]


@bp.get("/break")
def break_down() -> ResponseReturnValue:
    raise ZeroDivisionError("a secret of the house")


@bp.post("/categories")
def add_category() -> ResponseReturnValue:
    """Add a category, then end in the way that the field `then` names."""
    session.add(Category(slug=request.form["slug"], name="Added", position=1))
    session.flush()
    match request.form.get("then"):
        case "raise":
            raise ZeroDivisionError
        case "refuse":
            raise Conflict("Not after all.")
        case "say-422":
            return "Not after all.", 422
        case "break-at-commit":
            session.execute(text(BROKEN_ONCE_CHECKED))
    return "added", 201


# Both rows exist until the constraint is checked, when the transaction commits.
BROKEN_ONCE_CHECKED = """
    CREATE TEMPORARY TABLE place (position int UNIQUE DEFERRABLE INITIALLY DEFERRED) ON COMMIT DROP;
    INSERT INTO place VALUES (1), (1)
"""

BROKEN = {
    "unique": "CREATE TEMPORARY TABLE one (n int UNIQUE) ON COMMIT DROP; INSERT INTO one VALUES (1), (1)",
    "check": "CREATE TEMPORARY TABLE one (n int CHECK (n > 1)) ON COMMIT DROP; INSERT INTO one VALUES (1)",
    "personal": (
        "CREATE TEMPORARY TABLE one (email text CHECK (length(email) < 3)) ON COMMIT DROP;"
        " INSERT INTO one VALUES ('wren@example.com')"
    ),
    "slow": "SET LOCAL statement_timeout = 20; SELECT pg_sleep(5)",
    "value": "SELECT 99999999999::int",
    "syntax": "SELEC 1",
}


@bp.get("/database/<which>")
def database(which: str) -> ResponseReturnValue:
    session.execute(text(BROKEN[which]))
    return "not reached"


PERSONAL = {
    "constraint": "CREATE TEMPORARY TABLE one (words text CHECK (length(words) < 3)) ON COMMIT DROP;"
    " INSERT INTO one VALUES (:words)",
    "value": "SELECT CAST(:words AS int)",
    "syntax": "SELEC :words",
}


@bp.post("/personal/<which>")
def personal(which: str) -> ResponseReturnValue:
    """Send what was typed to the database, in a statement that fails."""
    session.execute(text(PERSONAL[which]), {"words": request.form["text"]})
    return "not reached"


@bp.post("/quote")
def quote() -> ResponseReturnValue:
    """Raise an error that quotes everything that was sent, because of another that does."""
    try:
        raise KeyError(request.form["email"])
    except KeyError as error:
        raise ValueError(f"{request.url} {request.form} {request.headers}") from error


@bp.post("/lose/<when>")
def lose(when: str) -> ResponseReturnValue:
    """Lose the database connection, then continue in one of the ways that views do."""
    session.execute(text("SELECT 1"))
    pid = session.connection().connection.dbapi_connection.info.backend_pid  # type: ignore[union-attr]
    terminate(pid, current_app.extensions["settings"].database_url)
    match when:
        case "statement":
            session.execute(text("SELECT 1"))
        case "swallowed":
            with suppress(OperationalError):
                session.execute(text("SELECT 1"))
            session.execute(text("SELECT 1"))
        case "savepoint":
            with session.begin_nested():
                return "not reached"
        case "refusal":
            raise Conflict("Somebody was quicker.")
        case "answer":
            return "Not after all.", 422
    return "said before the commit"


@bp.get("/echo")
def echo() -> ResponseReturnValue:
    return request.args.get("said", "")


@bp.post("/take")
def take() -> ResponseReturnValue:
    return f"{request.form.get('note')} {','.join(request.form.getlist('pick'))} {request.args.get('page', '')}".strip()


@bp.post("/upload")
@takes_files()
def upload() -> ResponseReturnValue:
    return request.files["photo"].filename or ""


@bp.get("/partial")
def partial() -> ResponseReturnValue:
    return htmx.render(
        "content/terms.html", "errors/_notice.html", notice_text="Only a part", address="hello@example.com"
    )


@bp.get("/whence")
def whence() -> ResponseReturnValue:
    return f"{request.remote_addr} {request.scheme} {request.host}"


@bp.get("/slow")
def slow() -> ResponseReturnValue:
    time.sleep(0.02)
    return "slow"


@bp.get("/signed-in")
@login_required  # type: ignore[untyped-decorator]
def signed_in() -> ResponseReturnValue:
    return "signed in"


@bp.route("/providers", methods=["GET", "POST"])
@roles_required(Role.PROVIDER)
def providers() -> ResponseReturnValue:
    return "providers"


@bp.get("/workers")
@roles_required(Role.PROVIDER, Role.ADMIN)
def workers() -> ResponseReturnValue:
    return "workers"
