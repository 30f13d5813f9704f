"""The admin home page: the day's numbers, and what needs attention."""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.accounts.guards import admins_only
from app.admin import copy
from app.admin.queries.today import numbers_of_today
from app.admin.views import bp
from app.core import clock


@bp.get("/")
@admins_only
def index() -> ResponseReturnValue:
    now, zone = clock.now(), copy.zone()
    return render_template("admin/index.html", today=now.astimezone(zone), numbers=numbers_of_today(now, zone))
