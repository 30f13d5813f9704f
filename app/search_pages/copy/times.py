"""User-facing texts for the days and times of a search."""

from datetime import date, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.core.formats import dates, day_of, hour_of, long_date, weekday
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


def parts(asked: Criteria) -> list[tuple[str, str]]:
    """List the times of day to choose from as (value, label), including the requested one."""
    own = [(str(asked.part), sentence(hours_words(asked.part)))] if isinstance(asked.part, Between) else []
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


def when(asked: Criteria) -> str:
    """Return "today", "tonight", "tomorrow morning", "Saturday afternoon", "Sat, May 23, in the evening"; empty for any
    time."""
    if isinstance(asked.part, Around | Between):
        days, hours = when(asked.but(part=None)), hours_words(asked.part)
        return _("%(days)s %(hours)s", days=days, hours=hours) if days else hours
    if asked.is_range:
        days = _days_in_sentence(asked)
        return _("%(days)s %(hours)s", days=days, hours=_in_part(asked.part)) if asked.part else days
    return _on_day(asked, asked.part)


def _on_day(asked: Criteria, part: PartOfDay | None) -> str:
    if asked.day is None:
        return _in_part(part)
    ahead = (asked.day - asked.today).days
    if ahead < 2:
        return _tomorrow(part) if ahead else _today(part)
    if ahead < 7:
        return _on_weekday(weekday(asked.day, long=True), part)
    if part is None:
        return day_of(asked.day)
    return _("%(day)s, %(hours)s", day=day_of(asked.day), hours=_in_part(part))


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


def days_asked(asked: Criteria) -> str:
    """Return "Today"; "Tomorrow"; "Sat, May 16"; "This weekend, May 16 – 17"; "Next 7 days, May 14 – 20"."""
    if asked.day is None:
        return _("Any day")
    ahead = (asked.day - asked.today).days
    if asked.last is None or not asked.is_range:
        return {0: _("Today"), 1: _("Tomorrow")}.get(ahead, day_of(asked.day))
    named = name_of_days(asked.today, asked.day, asked.last)
    if not named:
        return dates(asked.day, asked.last)
    return _("%(name)s, %(dates)s", name=sentence(named), dates=dates(asked.day, asked.last))


def _days_in_sentence(asked: Criteria) -> str:
    """Return "this weekend"; "from Sat, May 16 to Mon, May 18"."""
    if asked.day is None or asked.last is None:
        return ""
    ahead = {next_days(asked.today, 7): _("in the next 7 days"), next_days(asked.today, 14): _("in the next two weeks")}
    named = ahead.get((asked.day, asked.last)) or name_of_days(asked.today, asked.day, asked.last)
    return named or _("from %(first)s to %(last)s", first=day_of(asked.day), last=day_of(asked.last))


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


def time_of_day(asked: Criteria) -> str:
    """Return "evening"; "after 5 PM"; "any time"."""
    if isinstance(asked.part, Around | Between):
        return hours_words(asked.part)
    if asked.part is None:
        return _("any time")
    return {PartOfDay.MORNING: _("morning"), PartOfDay.AFTERNOON: _("afternoon"), PartOfDay.EVENING: _("evening")}[
        asked.part
    ]
