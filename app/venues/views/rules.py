"""How a venue is booked: the rules of cancelling, the notice and how far ahead."""

from flask import flash, make_response, render_template, url_for
from flask.typing import ResponseReturnValue

from app.filters import duration
from app.htmx import go
from app.venues.actions import set_booking_window, set_policy
from app.venues.forms import RulesForm
from app.venues.guards import own_venue
from app.venues.models import Venue
from app.venues.views.blueprint import bp

NOTICES = (0, 15, 30, 60, 120, 180, 240, 360, 720, 1440, 2880, 4320, 10080)  # minutes


@bp.route("/rules", methods=["GET", "POST"])
@own_venue
def rules(venue: Venue) -> ResponseReturnValue:
    form = RulesForm(data=standing(venue))
    form.notice_minutes.choices = [(minutes, notice(minutes)) for minutes in sorted({*NOTICES, venue.notice_minutes})]
    if form.validate_on_submit():
        free, keep, horizon = (one.value or 0 for one in (form.free_hours, form.keep_percent, form.horizon_days))
        set_policy(venue=venue, free_hours=free, keep_percent=keep)
        set_booking_window(venue=venue, notice_minutes=form.notice_minutes.data, horizon_days=horizon)
        flash("Saved. New bookings are made under these rules.")
        return go(url_for("listing.index"))
    html = render_template("venues/rules.html", workplace=venue.name, venue=venue, form=form)
    return make_response(html, 422 if form.errors else 200)


def standing(venue: Venue) -> dict[str, object]:
    return {
        "free_hours": venue.cancel_free_hours,
        "keep_percent": venue.cancel_keep_percent,
        "notice_minutes": venue.notice_minutes,
        "horizon_days": venue.horizon_days,
    }


def notice(minutes: int) -> str:
    days, rest = divmod(minutes, 1440)
    if not minutes:
        return "Until it begins"
    return f"{duration(minutes)} before" if rest or not days else f"{days} {'day' if days == 1 else 'days'} before"
