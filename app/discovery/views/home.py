"""The first page."""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.discovery.blueprint import bp


@bp.get("/")
def home() -> ResponseReturnValue:
    return render_template("discovery/home.html")
