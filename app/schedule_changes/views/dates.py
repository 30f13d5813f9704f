"""Special dates: one day or a vacation, federal holidays in one click, and Undo for each change."""

from collections.abc import Sequence

from flask import abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.errors import DomainError
from app.core.sentences import join_sentences
from app.hours.actions import clear_dates, set_dates
from app.hours.date_ranges import DateRange, adjacent, pack, refuse_too_many, unpack
from app.hours.forms.dates import DateForm
from app.hours.holidays import coming_holidays
from app.hours.queries import special_dates
from app.schedule_changes.views import bp
from app.schedule_changes.views.save import question_before
from app.schedule_changes.views.week_page import local_today, with_typed_week
from app.venues.enums import Ability
from app.venues.guards import own_venue
from app.venues.models import Venue
from app.venues.queries import lock_venue
from app.web.htmx import flash_undo, go

# Longest Undo URL, in characters: it is stored in a cookie until the next page.
LONGEST_UNDO = 1500


@bp.route("/dates/new", methods=["GET", "POST"])
@own_venue(Ability.MANAGE_HOURS)
def add_date(venue: Venue) -> ResponseReturnValue:
    return date_page(venue, None)


@bp.route("/dates/<day>", methods=["GET", "POST"])
@own_venue(Ability.MANAGE_HOURS)
def edit_date(venue: Venue, day: str) -> ResponseReturnValue:
    return date_page(venue, date_range_at(venue, day))


def date_page(venue: Venue, old: DateRange | None) -> ResponseReturnValue:
    if request.method == "POST":
        lock_venue(venue)
    today = local_today(venue)
    form = DateForm.of(old, today)
    known = [date_range for date_range in special_dates(venue, today) if not old or date_range.first != old.first]
    if not form.changed() and form.validate_on_submit() and form.is_free_of(known):
        new = form.date_range
        ranges = [new, old] if old else [new]
        before = saved_ranges(venue, ranges)
        return question_before(venue, lambda: put(venue, ranges, [new])) or done(
            _("Special hours saved for %(dates)s: %(hours)s.", dates=new.words, hours=new.hours),
            clear=ranges,
            put_back=before,
        )
    shown = {"venue": venue, "form": form, "old": old, "today": today}
    return render_template("hours/date.html", workplace=venue.name, **shown), form.status


@bp.post("/dates/<day>/remove")
@own_venue(Ability.MANAGE_HOURS)
def remove_date(venue: Venue, day: str) -> ResponseReturnValue:
    lock_venue(venue)
    old = date_range_at(venue, day)
    question, week_saved = with_typed_week(venue, lambda: put(venue, [old], []))
    return question or done(
        _("Special hours removed for %(dates)s. Your regular hours apply again.", dates=old.words),
        clear=[old],
        put_back=[old],
        week_saved=week_saved,
    )


@bp.post("/holidays")
@own_venue(Ability.MANAGE_HOURS)
def add_holidays(venue: Venue) -> ResponseReturnValue:
    """Close on a federal holiday of the next twelve months, or on all that have no special hours yet."""
    lock_venue(venue)
    today = local_today(venue)
    taken = {on for date_range in special_dates(venue, today) for on in date_range.dates}
    wanted = request.form.getlist("on")
    new = [
        DateRange(holiday.on, holiday.on, (), holiday.name)
        for holiday in coming_holidays(today)
        if holiday.on not in taken and (holiday.on.isoformat() in wanted or "all" in wanted)
    ]
    if not new:
        question, _saved = with_typed_week(venue, lambda: None)
        return question or go(url_for("hours.index", _anchor="special-dates"))
    message = (
        _("You’re closed on %(date)s.", date=new[0].words)
        if len(new) == 1
        else ngettext(
            "You’re closed on %(num)d federal holiday.", "You’re closed on %(num)d federal holidays.", len(new)
        )
    )
    question, week_saved = with_typed_week(venue, lambda: put(venue, new, new))
    return question or done(message, clear=new, put_back=[], week_saved=week_saved)


@bp.post("/dates/undo")
@own_venue(Ability.MANAGE_HOURS)
def undo_dates(venue: Venue) -> ResponseReturnValue:
    """Restore the special hours that some dates had before. The URL holds the dates and their hours."""
    lock_venue(venue)
    try:
        clear, back = ([unpack(text) for text in request.args.getlist(name)] for name in ("clear", "back"))
    except DomainError:
        abort(404)
    refuse_too_many([*clear, *back])
    question, _saved = with_typed_week(venue, lambda: put(venue, clear, back))
    # No anchor: if the page is already open, the anchor would only scroll it.
    return question or go(url_for("hours.index"))


def date_range_at(venue: Venue, day: str) -> DateRange:
    """Return the date range whose first date is `day`, or today's date for one in progress.

    Responds with 404 if no date range begins on that day.
    """
    found = [
        date_range for date_range in special_dates(venue, local_today(venue)) if date_range.first.isoformat() == day
    ]
    if not found:
        abort(404)
    return found[0]


def saved_ranges(venue: Venue, ranges: Sequence[DateRange]) -> list[DateRange]:
    """List the special dates that exist now within some date ranges."""
    known = special_dates(venue, min(each.first for each in ranges), max(each.last for each in ranges))
    return [found for each in ranges for found in adjacent(known, each.first, each.last)]


def put(venue: Venue, clear: Sequence[DateRange], new: Sequence[DateRange]) -> None:
    for date_range in clear:
        clear_dates(venue=venue, first=date_range.first, last=date_range.last)
    for date_range in new:
        set_dates(venue=venue, date_range=date_range)


def done(
    message: str, *, clear: Sequence[DateRange], put_back: Sequence[DateRange], week_saved: bool = False
) -> ResponseReturnValue:
    """Redirect to the hours page, with Undo unless its URL would be too long. Undo also submits a week typed since."""
    if week_saved:
        message = join_sentences(_("Hours saved."), message)
    undo = url_for("hours.undo_dates", clear=[pack(each) for each in clear], back=[pack(each) for each in put_back])
    if len(undo) <= LONGEST_UNDO:
        flash_undo(message, undo, form="week")
    else:
        flash(message)
    return go(url_for("hours.index", _anchor="special-dates"))
