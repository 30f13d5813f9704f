"""The list of venues."""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.discovery.blueprint import bp


@bp.get("/search")
def search() -> ResponseReturnValue:
    return render_template("discovery/search.html")
