"""The admin home page: the review queue, what else needs attention, and the day's numbers."""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.admin import copy
from app.admin.abilities import AdminAbility, admins_with
from app.admin.queries.approvals import queue
from app.admin.queries.today import numbers_of_today
from app.admin.views import bp
from app.admin.views.approvals import QueueRow, address, note_of
from app.core import clock

SHOWN = 8  # of the review queue; the others are on its page


@bp.get("/")
@admins_with(AdminAbility.READ)
def index() -> ResponseReturnValue:
    now, zone = clock.now(), copy.zone()
    waiting = queue()
    return render_template(
        "admin/index.html",
        today=now.astimezone(zone),
        numbers=numbers_of_today(now, zone),
        rows=[QueueRow(one, note_of(one), address(one)) for one in waiting[:SHOWN]],
        more=max(len(waiting) - SHOWN, 0),
    )
