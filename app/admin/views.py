"""What admins decide."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.accounts.guards import admins_only

bp = Blueprint("admin", __name__, url_prefix="/admin")


@bp.get("/")
@admins_only
def index() -> ResponseReturnValue:
    return render_template("admin/index.html")
