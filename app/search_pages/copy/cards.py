"""User-facing texts for the card of a venue. Times are in the zone of the venue."""

from collections.abc import Sequence
from datetime import timedelta

from flask_babel import gettext as _

from app.core.formats import duration, hour_of, long_day, weekday
from app.search_pages.cards import Card, ServiceTimes
from app.search_pages.copy.times import when
from app.search_pages.criteria import MILES, Criteria


def times_day(card: Card, times: ServiceTimes | None, criteria: Criteria) -> str:
    """Return the label above times on an unexpected day, such as "Tomorrow, Friday", or the note that there are no
    times. Empty for the expected day."""
    if times is None:
        return _("No openings in the next two weeks") if card.service else ""
    day = times.day
    today = criteria.at.astimezone(card.venue.zone).date()
    if day == (criteria.day or today) and not criteria.is_range:
        return ""
    if day == today:
        return _("Today")
    return (
        _("Tomorrow, %(weekday)s", weekday=weekday(day, long=True))
        if day - today == timedelta(days=1)
        else long_day(day)
    )


def other_times(card: Card) -> str:
    """Return the note that a card does not show what was requested."""
    if card.times:
        return _("No available time matches your search. Other available times:")
    return _("No available time matches your search.")


def opening(card: Card, criteria: Criteria) -> str:
    """Return "Open until 8 PM"; "Full tonight" if the requested times are gone."""
    if (
        criteria.day
        and not criteria.is_range
        and not criteria.deals
        and (card.times is None or not card.times.is_match)
    ):
        return _("Full %(when)s", when=when(criteria))
    # The current opening state says nothing about another day.
    return "" if criteria.day and criteria.day != criteria.today and not criteria.open_now else card.opening.words


def area(card: Card, criteria: Criteria) -> str:
    """Return the most specific name of the venue's area; the city if the venue is far away or the list covers the whole
    country."""
    known = (criteria.place or criteria.cities) and (card.miles or 0) <= MILES[-1]
    return card.venue.area if known else f"{card.venue.city}, {card.venue.state}"


def service(card: Card) -> str:
    option = card.option
    if option is None:
        return ""
    sold, minutes = option.service, option.minutes_with(card.member.id if card.member else None)
    if card.member is None:
        return f"{sold.title}, {duration(minutes)}"
    return _(
        "%(service)s, %(duration)s with %(name)s",
        service=sold.title,
        duration=duration(minutes),
        name=card.member.first_name,
    )


def quiet_words(spans: Sequence[tuple[int, int]], now: int | None) -> str:
    """Return "Off-peak until 6:30 PM, and again from 8:00 PM." Spans and `now` are wall-clock minutes of the day
    shown."""
    ahead = [span for span in spans if now is None or span[1] > now]
    if not ahead:
        return ""
    (begins, ends), *rest = ahead
    under_way = now is not None and begins <= now
    first, last, again = hour_of(begins), hour_of(ends), hour_of(rest[0][0]) if rest else ""
    if under_way and rest:
        return _("Off-peak until %(last)s, and again from %(again)s.", last=last, again=again)
    if under_way:
        return _("Off-peak until %(last)s.", last=last)
    if rest:
        return _("Off-peak %(first)s to %(last)s, and again from %(again)s.", first=first, last=last, again=again)
    return _("Off-peak %(first)s to %(last)s.", first=first, last=last)
