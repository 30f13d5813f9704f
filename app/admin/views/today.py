"""The numbers of the day."""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.accounts.guards import admins_only
from app.admin.blueprint import bp


@bp.get("/")
@admins_only
def index() -> ResponseReturnValue:
    return render_template("admin/index.html")
