"""Hours of the demo's venues and team members, special hours, and time off, from today on."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from app.core import clock
from app.demo.holidays import ShopHoliday, holidays
from app.demo.randomness import rng
from app.demo.week import windows
from app.hours.actions import set_date, set_week
from app.hours.intervals import Span
from app.team.actions import add_time_off, add_weekly_time_off
from app.team.models import TeamMember
from app.venues.models import Venue

Week = Mapping[int, Sequence[Span]]

NOON, FIVE, THREE, ONE = 12 * 60, 17 * 60, 15 * 60, 13 * 60
LATE = 23 * 60
FRIDAY = 4
AHEAD = timedelta(days=200)
BREAKS = (-14, 28)  # days from today
# Saunas and baths are popular on holidays.
OPEN_ON_HOLIDAYS = {"sauna", "hammam", "float"}


def clipped(spans: Sequence[Span], *, earliest: int = 0, latest: int = 2 * 24 * 60) -> list[Span]:
    """Return the parts of the spans between two wall minutes that last at least an hour."""
    cut = [(max(opens, earliest), min(closes, latest)) for opens, closes in spans]
    return [(opens, closes) for opens, closes in cut if closes - opens >= 60]


def today(venue: Venue) -> date:
    return clock.now().astimezone(venue.zone).date()


def at(venue: Venue, day: date, minute: int) -> datetime:
    """Return a local time of the venue as an instant in UTC; `minute` may be past midnight."""
    wall = datetime.combine(day, time(), venue.zone) + timedelta(minutes=minute)
    return wall.astimezone(UTC)


def give_hours_to_some(venue: Venue, week: Week, members: Sequence[TeamMember]) -> None:
    """Give some team members their own hours.

    The first works whenever the venue is open; some others come later, leave earlier, or have extra days off.
    """
    for member in members[1:]:
        dice = rng(venue.name, "hours of", member.name)
        habit = dice.choice(["always", "later", "earlier", "fewer", "fewer"])
        if habit != "always":
            set_week(venue=venue, member=member, hours=own_week(week, habit, dice))


def own_week(week: Week, habit: str, dice: Random) -> Week:
    match habit:
        case "later":
            return {day: clipped(spans, earliest=NOON) for day, spans in week.items()}
        case "earlier":
            return {day: clipped(spans, latest=FIVE) for day, spans in week.items()}
        case _:
            days = dice.sample(sorted(week), max(3, len(week) - 2))
            return {day: week[day] for day in sorted(days)}


def give_holidays(venue: Venue, kind: str, week: Week) -> None:
    first = today(venue)
    for holiday in holidays(first, first + AHEAD):
        keep_holiday(venue, kind, week, holiday)


def give_an_event(venue: Venue, week: Week) -> None:
    """Sometimes add a morning of training or a late evening, on a weekday in the coming weeks."""
    dice = rng(venue.name, "event")
    event = dice.choice(["none", "none", "training", "late"])
    days = [today(venue) + timedelta(days=offset) for offset in range(9, 31)]
    day = dice.choice([day for day in days if day.weekday() < FRIDAY])
    spans = list(week.get(day.weekday(), ()))
    shorter = clipped(spans, earliest=ONE)
    if event == "training" and shorter and shorter != spans:
        set_date(venue=venue, on=day, spans=shorter, note="Staff training until 1 PM")
    if event == "late" and spans and spans[-1][1] < LATE:
        set_date(venue=venue, on=day, spans=[*spans[:-1], (spans[-1][0], LATE)], note="Open late, tea on the house")


def keep_holiday(venue: Venue, kind: str, week: Week, holiday: ShopHoliday) -> None:
    spans = week.get(holiday.on.weekday(), ())
    dice = rng(venue.name, holiday.name)
    if holiday.is_short:
        if shorter := clipped(spans, latest=THREE):
            set_date(venue=venue, on=holiday.on, spans=shorter, note=holiday.name)
    elif dice.random() < (0.4 if kind in OPEN_ON_HOLIDAYS else 0.85):
        set_date(venue=venue, on=holiday.on, spans=[], note=holiday.name)


def give_time_off(venue: Venue, members: Sequence[TeamMember]) -> None:
    """Give some team members a few days off in the coming weeks."""
    for member in members[1:]:
        dice = rng(venue.name, "time off of", member.name)
        if dice.random() < 0.3:
            begins = today(venue) + timedelta(days=dice.randint(8, 45))
            ends = begins + timedelta(days=dice.randint(3, 7))
            add_time_off(member=member, begins=at(venue, begins, 0), ends=at(venue, ends, 0), note="Away")


def give_breaks(venue: Venue, member: TeamMember, breaks: Mapping[str, str]) -> None:
    """Add weekly lunches and meetings in the weeks around today."""
    first, last = (today(venue) + timedelta(days=days) for days in BREAKS)
    for text, note in breaks.items():
        for weekday, begins, ends in windows(text):
            add_weekly_time_off(
                member=member, weekday=weekday, begins=begins, ends=ends, first_on=first, last_on=last, note=note
            )
