"""What admins did, newest first."""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.accounts.guards import admins_only
from app.admin.blueprint import bp
from app.admin.queries.log import entries


@bp.get("/log")
@admins_only
def log() -> ResponseReturnValue:
    return render_template("admin/log/index.html", entries=entries())
