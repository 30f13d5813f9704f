"""User-facing texts for the days and times of a search."""

from datetime import date, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.core.formats import date_of, dates, day_of, hour_of, long_date, weekday
from app.search_pages.copy.criteria import sentence
from app.search_pages.criteria import DAYS_OFFERED, Around, Between, Criteria, PartOfDay, written_days
from app.search_pages.phrases.days import next_days, next_monday, next_weekend, weekend

AROUND_FROM, AROUND_TO = 7, 21
PARTS = (
    ("", lazy_gettext("Any time")),
    (PartOfDay.MORNING.value, lazy_gettext("Morning")),
    (PartOfDay.AFTERNOON.value, lazy_gettext("Afternoon")),
    (PartOfDay.EVENING.value, lazy_gettext("Evening")),
    *(
        (str(Around(hour)), lazy_gettext("Around %(time)s", time=hour_of(hour * 60)))
        for hour in range(AROUND_FROM, AROUND_TO + 1)
    ),
)


def parts(criteria: Criteria) -> list[tuple[str, str]]:
    """List the times of day to choose from as (value, label), including the requested one."""
    own = [(str(criteria.part), sentence(hours_words(criteria.part)))] if isinstance(criteria.part, Between) else []
    return [PARTS[0], *own, *PARTS[1:]]


def days(today: date, first: date | None = None, last: date | None = None) -> list[tuple[str, str]]:
    """List the days to choose from as (value, label), including the requested ones."""
    offered = [today + timedelta(days=number) for number in range(DAYS_OFFERED)]
    labels = [
        _("Today, %(date)s", date=long_date(offered[0])),
        _("Tomorrow, %(date)s", date=long_date(offered[1])),
        *map(day_of, offered[2:]),
    ]
    several = [(*next_days(today, 7), _("Next 7 days")), (*weekend(today), _("This weekend"))]
    several += [(next_monday(today), next_monday(today) + timedelta(days=6), _("Next week"))]
    ranges = [(written_days(*pair), _("%(name)s, %(dates)s", name=name, dates=dates(*pair))) for *pair, name in several]
    if first and last and last != first and written_days(first, last) not in dict(ranges):
        ranges.append((written_days(first, last), dates(first, last)))
    singles = [(day.isoformat(), label) for day, label in zip(offered, labels, strict=True)]
    return [("", _("Any day")), *ranges, *singles]


def when(criteria: Criteria) -> str:
    """Return "today", "tonight", "tomorrow morning", "Saturday afternoon", "on Saturday evening, May 23"; empty for any
    time."""
    if isinstance(criteria.part, Around | Between):
        days, hours = when(criteria.but(part=None)), hours_words(criteria.part)
        return _("%(days)s %(hours)s", days=days, hours=hours) if days else hours
    if criteria.is_range:
        days = _days_in_sentence(criteria)
        return _("%(days)s %(hours)s", days=days, hours=_in_part(criteria.part)) if criteria.part else days
    return _on_day(criteria, criteria.part)


def _on_day(criteria: Criteria, part: PartOfDay | None) -> str:
    if criteria.day is None:
        return _in_part(part)
    ahead = (criteria.day - criteria.today).days
    if ahead < 2:
        return _tomorrow(part) if ahead else _today(part)
    if ahead < 7:
        return _on_weekday(weekday(criteria.day, long=True), part)
    if part is None:
        return day_of(criteria.day)
    date, weekdays = date_of(criteria.day), weekday(criteria.day, long=True)
    return _("on %(time)s, %(date)s", time=_on_weekday(weekdays, part), date=date)


def _in_part(part: PartOfDay | None) -> str:
    if part is None:
        return ""
    return {
        PartOfDay.MORNING: _("in the morning"),
        PartOfDay.AFTERNOON: _("in the afternoon"),
        PartOfDay.EVENING: _("in the evening"),
    }[part]


def _today(part: PartOfDay | None) -> str:
    if part is None:
        return _("today")
    return {
        PartOfDay.MORNING: _("this morning"),
        PartOfDay.AFTERNOON: _("this afternoon"),
        PartOfDay.EVENING: _("tonight"),
    }[part]


def _tomorrow(part: PartOfDay | None) -> str:
    if part is None:
        return _("tomorrow")
    return {
        PartOfDay.MORNING: _("tomorrow morning"),
        PartOfDay.AFTERNOON: _("tomorrow afternoon"),
        PartOfDay.EVENING: _("tomorrow evening"),
    }[part]


def _on_weekday(name: str, part: PartOfDay | None) -> str:
    if part is None:
        return name
    return {
        PartOfDay.MORNING: _("%(weekday)s morning", weekday=name),
        PartOfDay.AFTERNOON: _("%(weekday)s afternoon", weekday=name),
        PartOfDay.EVENING: _("%(weekday)s evening", weekday=name),
    }[part]


def requested_days(criteria: Criteria) -> str:
    """Return "Today"; "Tomorrow"; "Sat, May 16"; "This weekend, May 16 – 17"; "Next 7 days, May 14 – 20"."""
    if criteria.day is None:
        return _("Any day")
    ahead = (criteria.day - criteria.today).days
    if criteria.last is None or not criteria.is_range:
        return {0: _("Today"), 1: _("Tomorrow")}.get(ahead, day_of(criteria.day))
    named = name_of_days(criteria.today, criteria.day, criteria.last)
    if not named:
        return dates(criteria.day, criteria.last)
    return _("%(name)s, %(dates)s", name=sentence(named), dates=dates(criteria.day, criteria.last))


def _days_in_sentence(criteria: Criteria) -> str:
    """Return "this weekend"; "from Sat, May 16 to Mon, May 18"."""
    if criteria.day is None or criteria.last is None:
        return ""
    ahead = {
        next_days(criteria.today, 7): _("in the next 7 days"),
        next_days(criteria.today, 14): _("in the next two weeks"),
    }
    named = ahead.get((criteria.day, criteria.last)) or name_of_days(criteria.today, criteria.day, criteria.last)
    return named or _("from %(first)s to %(last)s", first=day_of(criteria.day), last=day_of(criteria.last))


def name_of_days(today: date, first: date, last: date) -> str:
    """Return the common name of these days, such as "next 7 days" or "this weekend"; empty if there is none."""
    known = {
        next_days(today, 7): _("next 7 days"),
        weekend(today): _("this weekend"),
        next_days(today, 14): _("next two weeks"),
        next_weekend(today): _("next weekend"),
        (next_monday(today), next_monday(today) + timedelta(days=6)): _("next week"),
    }
    # On a Sunday, weekend() and next_weekend() are the same days.
    return _("this weekend") if (first, last) == weekend(today) else known.get((first, last), "")


def hours_words(hours: Around | Between) -> str:
    """Return "around 3 PM"; "after 5 PM"; "before 10 AM"; "from 2 PM to 5 PM"."""
    if isinstance(hours, Around):
        return _("around %(time)s", time=hour_of(hours.hour * 60))
    if hours.to_hour == 24:
        return _("after %(time)s", time=hour_of(hours.from_hour * 60))
    if hours.from_hour == 0:
        return _("before %(time)s", time=hour_of(hours.to_hour * 60))
    return _("from %(first)s to %(last)s", first=hour_of(hours.from_hour * 60), last=hour_of(hours.to_hour * 60))


def time_of_day(criteria: Criteria) -> str:
    """Return "evening"; "after 5 PM"; "any time"."""
    if isinstance(criteria.part, Around | Between):
        return hours_words(criteria.part)
    if criteria.part is None:
        return _("any time")
    return {PartOfDay.MORNING: _("morning"), PartOfDay.AFTERNOON: _("afternoon"), PartOfDay.EVENING: _("evening")}[
        criteria.part
    ]
