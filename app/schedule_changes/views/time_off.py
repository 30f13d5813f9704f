"""A team member's time off: whole days, hours of a day, or the same time every week."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.availability.time_off import wall_range
from app.core import clock
from app.core.errors import DomainError
from app.schedule_changes.queries import OutOfHours, newly_out_of_hours
from app.schedule_changes.views import member_bp
from app.schedule_changes.views.confirmation import may_save, question
from app.team import actions, copy
from app.team.forms import DaysOff, HoursOff, WeeklyOff
from app.team.models import DAY, TeamMember
from app.team.queries import member_of, time_off_of_member
from app.venues.enums import Ability
from app.venues.guards import own_venue
from app.venues.models import Venue
from app.venues.queries import lock_venue
from app.web.forms import Form
from app.web.htmx import go, render

KINDS: dict[str, tuple[str, type[Form]]] = {
    "days": (_l("Full days"), DaysOff),
    "hours": (_l("A few hours"), HoursOff),
    "weekly": (_l("Every week"), WeeklyOff),
}


@member_bp.route("/<slug>/time-off", methods=["GET", "POST"])
@own_venue(Ability.MANAGE_TEAM)
def time_off(venue: Venue, slug: str) -> ResponseReturnValue:
    """List a member's time off, with a form of the given `kind` to add more."""
    if request.method == "POST":
        lock_venue(venue)
    member = member_of(venue, slug)
    kind = request.args.get("kind", "days")
    kind = kind if kind in KINDS else "days"
    today = clock.now().astimezone(venue.zone).date()
    rows = [(off, copy.time_off(off, venue.zone, today)) for off in time_off_of_member(member, clock.now(), today)]
    form = KINDS[kind][1](data={"first": today} if kind == "weekly" else None)
    found: list[OutOfHours] = []
    if form.validate_on_submit():
        with form.refusals(form.first, DomainError):
            found = newly_out_of_hours(venue, taking_off(venue, member, form))
        if not form.errors and may_save(found):
            flash(_("Time off added. Guests can’t book %(name)s at that time.", name=member.first_name))
            return go(url_for("member_hours.time_off", slug=slug, kind=kind))
    return render(
        "member_hours/time_off.html",
        "member_hours/_time_off.html",
        **question(found, wrong=bool(form.errors)),
        workplace=venue.name,
        venue=venue,
        member=member,
        kinds=kind_links(slug, kind),
        kind=kind,
        form=form,
        rows=rows,
    )


def kind_links(slug: str, chosen: str) -> list[dict[str, object]]:
    """Build the links to the kinds of time off."""
    return [
        {
            "label": label,
            "href": url_for("member_hours.time_off", slug=slug, kind=name),
            "current": name == chosen,
        }
        for name, (label, _) in KINDS.items()
    ]


def taking_off(venue: Venue, member: TeamMember, form: Form) -> Callable[[], object]:
    """Return a function that adds the time off in the form, in the venue's local time."""
    note = form.note.value
    if isinstance(form, WeeklyOff):
        begins, ends = form.minutes
        return partial(
            actions.add_weekly_time_off,
            member=member,
            weekday=form.weekday.data,
            begins=begins,
            ends=ends,
            first_on=form.first.data,
            last_on=form.last.data,
            note=note,
        )
    from_minute, until_minute, last = 0, DAY, form.first.data
    if isinstance(form, HoursOff):
        from_minute, until_minute = form.begins.minute or 0, form.ends.minute or 0
        last = last + timedelta(days=1) if until_minute <= from_minute else last
    elif isinstance(form, DaysOff) and isinstance(form.last.data, date):
        last = form.last.data
    begins_at, ends_at = wall_range(venue.zone, form.first.data, from_minute, last, until_minute)
    return partial(actions.add_time_off, member=member, begins=begins_at, ends=ends_at, note=note)


@member_bp.post("/<slug>/time-off/<key>/remove")
@own_venue(Ability.MANAGE_TEAM)
def remove_time_off(venue: Venue, slug: str, key: str) -> ResponseReturnValue:
    member = member_of(venue, slug)
    actions.remove_time_off(member=member, key=key)
    flash(_("Time off removed. Guests can book %(name)s at that time again.", name=member.first_name))
    return go(url_for("member_hours.time_off", slug=slug))
