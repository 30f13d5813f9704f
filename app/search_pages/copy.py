"""User-facing texts for the home page and for lists of venues. Times are in the zone of each venue."""

from collections.abc import Sequence
from datetime import date, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from app.catalog.models import Service
from app.core.formats import any_of, dates, day_of, duration, hour_of, listed, long_date, long_day, usd_short, weekday
from app.search_pages.cards import Card, Times
from app.search_pages.criteria import DAYS_OFFERED, MILES, Around, Between, Criteria, Kinds, Part, written_days
from app.search_pages.finding import Found, text_found_by
from app.search_pages.phrases.days import next_days, next_monday, next_weekend, weekend
from app.search_pages.query_parser import shortened
from app.taxonomy.enums import TagGroup
from app.venues.models import Venue
from search.documents import Sort
from search.sought import sought
from search.text import fold, index_words

SORTS = {
    Sort.BEST: lazy_gettext("Best match"),
    Sort.NEAREST: lazy_gettext("Nearest"),
    Sort.SOONEST: lazy_gettext("Soonest"),
    Sort.PRICE: lazy_gettext("Lowest price"),
    Sort.RATING: lazy_gettext("Best rated"),
}
TAG_GROUPS = {TagGroup.AMENITY: lazy_gettext("Amenities"), TagGroup.GOOD_FOR: lazy_gettext("Good for")}
AROUND_FROM, AROUND_TO = 7, 21
PARTS = (
    ("", lazy_gettext("Any time")),
    (Part.MORNING.value, lazy_gettext("Morning")),
    (Part.AFTERNOON.value, lazy_gettext("Afternoon")),
    (Part.EVENING.value, lazy_gettext("Evening")),
    *(
        (str(Around(hour)), lazy_gettext("Around %(time)s", time=hour_of(hour * 60)))
        for hour in range(AROUND_FROM, AROUND_TO + 1)
    ),
)


def parts(asked: Criteria) -> list[tuple[str, str]]:
    """List the times of day to choose from as (value, label), including the requested one."""
    own = [(str(asked.part), sentence(hours_words(asked.part)))] if isinstance(asked.part, Between) else []
    return [PARTS[0], *own, *PARTS[1:]]


def read_as(typed: str, read: str) -> str:
    """Return the message that nothing matches the typed text, and what was searched instead."""
    return _("No venues match “%(typed)s”. Showing results for “%(read)s”.", typed=shortened(typed), read=read)


def left_out(words: Sequence[str], typed: str) -> str:
    """Return the message with the words that no venue has together with the others."""
    named = [f"“{shortened(phrase)}”" for phrase in phrases(words, typed)]
    return _("We left out %(words)s.", words=listed(named))


def unknown(words: Sequence[str], typed: str) -> str:
    """Return the message with the words that no venue has at all."""
    named = [f"“{shortened(phrase)}”" for phrase in phrases(words, typed)]
    return _("No venues match %(words)s.", words=any_of(named))


def matched_by_name(cards: Sequence[Card], asked: Criteria, kinds: Kinds) -> str:
    """Return the message about services from other main categories that are in the list because of their titles; empty
    if there are none."""
    mains = {kinds[slug].part_of or slug for slug in asked.categories}
    sold = [(card.service, card.venue) for card in cards if card.service]
    others = [(service, venue) for service, venue in sold if mains and not service.category.slugs & mains]
    slugs = {slug for service, _ in others for slug in service.category.slugs}
    names = [kind.name for slug, kind in kinds.items() if slug in slugs and kind.part_of is None]
    if not names:
        return ""
    if len(others) == 1:
        service, venue = others[0]
        return _(
            "“%(service)s” at %(venue)s is listed under %(category)s. We included it because of its name.",
            service=service.title,
            venue=venue.name,
            category=names[0],
        )
    return _(
        "Some of these services are listed under %(categories)s. We included them because of their names.",
        categories=listed(names),
    )


def told(service: Service, venue: Venue) -> str:
    """Return the names that words may match: those of a service, of its category and of its venue."""
    return "\n".join((venue.name, service.title, service.category.name, *service.category.synonyms))


def matched_by_venue(found: Found) -> str:
    """Return the message about services in the list that don't match the words themselves, although other services of
    their venues do; empty if there are none."""
    asked, text = found.asked, text_found_by(found)
    if not (text and asked.query(size=0).asks_more_of_offers):
        return ""
    words = sought(text)
    sold = [(card.service, card.venue) for card in found.cards if card.service]
    others = [
        (service, venue)
        for service, venue in sold
        if not any(one.fits(index_words(told(service, venue))) for one in words)
    ]
    if len(others) == 1:
        service, venue = others[0]
        return _(
            "“%(service)s” at %(venue)s fits your filters, but it doesn’t match “%(text)s”.",
            service=service.title,
            venue=venue.name,
            text=shortened(text),
        )
    if not others:
        return ""
    return _("Some of these services fit your filters, but they don’t match “%(text)s”.", text=shortened(text))


def phrases(words: Sequence[str], typed: str) -> list[str]:
    """Return the words of a text, consecutive ones joined: hot tub."""
    found: list[str] = []
    text = f" {fold(typed)} "
    for word in words:
        joined = f"{found[-1]} {word}" if found else word
        if found and f" {fold(joined)} " in text:
            found[-1] = joined
        else:
            found.append(word)
    return found


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


def _on_day(asked: Criteria, part: Part | None) -> str:
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


def _in_part(part: Part | None) -> str:
    if part is None:
        return ""
    return {
        Part.MORNING: _("in the morning"),
        Part.AFTERNOON: _("in the afternoon"),
        Part.EVENING: _("in the evening"),
    }[part]


def _today(part: Part | None) -> str:
    if part is None:
        return _("today")
    return {
        Part.MORNING: _("this morning"),
        Part.AFTERNOON: _("this afternoon"),
        Part.EVENING: _("tonight"),
    }[part]


def _tomorrow(part: Part | None) -> str:
    if part is None:
        return _("tomorrow")
    return {
        Part.MORNING: _("tomorrow morning"),
        Part.AFTERNOON: _("tomorrow afternoon"),
        Part.EVENING: _("tomorrow evening"),
    }[part]


def _on_weekday(name: str, part: Part | None) -> str:
    if part is None:
        return name
    return {
        Part.MORNING: _("%(weekday)s morning", weekday=name),
        Part.AFTERNOON: _("%(weekday)s afternoon", weekday=name),
        Part.EVENING: _("%(weekday)s evening", weekday=name),
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


def what(asked: Criteria, kinds: Kinds) -> str:
    names = kind_names(asked, kinds)
    if asked.text and fold(asked.text) != fold(names):
        return f"“{asked.text}”, {names.lower()}" if names else f"“{asked.text}”"
    return names


def where(asked: Criteria) -> str:
    """Return the text for the chosen cities, else for the map area, else for the place; empty for everywhere."""
    if asked.cities:
        return _("in %(cities)s", cities=any_of([city.name for city in asked.cities]))
    if asked.box:
        return _("in this map area")
    return _("near %(place)s", place=asked.place.label) if asked.place else ""


def heading(asked: Criteria, kinds: Kinds) -> str:
    """Return the heading: "Massage near Portland, OR"."""
    named, place = what(asked, kinds), where(asked)
    if not place:
        return named or _("All venues")
    return _("%(what)s %(where)s", what=named or _("Venues"), where=place)


def description(asked: Criteria, kinds: Kinds) -> str:
    """Return the description that a search engine shows under the heading."""
    said, place = what(asked, kinds) or _("Spa and wellness venues"), where(asked)
    if place:
        said = _("%(what)s %(where)s", what=said, where=place)
    return _("%(what)s: available times, prices and off-peak deals. Book online.", what=said)


def number_found(found: Found, asked: Criteria) -> str:
    """Return "18 venues available this afternoon"; with "about 17" if some venues turned out to be full and other pages
    are not checked."""
    venues, time = sentence(number_of_venues(found)), when(asked)
    return (_found_then(asked) if time else _found(asked)) % {"venues": venues, "when": time}


def _found_then(asked: Criteria) -> str:
    if asked.open_now and asked.deals:
        return _("%(venues)s open now with off-peak prices %(when)s")
    if asked.open_now:
        return _("%(venues)s open now and available %(when)s")
    if asked.deals:
        return _("%(venues)s with off-peak prices %(when)s")
    return _("%(venues)s available %(when)s")


def _found(asked: Criteria) -> str:
    if asked.open_now and asked.deals:
        return _("%(venues)s open now with off-peak prices")
    if asked.open_now:
        return _("%(venues)s open now")
    return _("%(venues)s with off-peak prices") if asked.deals else "%(venues)s"


def number_of_venues(found: Found) -> str:
    """Return "18 venues"; "about 18 venues"; "no venues"."""
    if not found.total:
        return _("no venues")
    number = f"{found.total:,}"
    if found.is_about:
        return ngettext("about %(number)s venue", "about %(number)s venues", found.total, number=number)
    return ngettext("%(number)s venue", "%(number)s venues", found.total, number=number)


def show(found: Found) -> str:
    """Return the label of the button that applies the filters."""
    number = f"{found.total:,}"
    if found.is_about:
        return ngettext("Show about %(number)s venue", "Show about %(number)s venues", found.total, number=number)
    return ngettext("Show %(number)s venue", "Show %(number)s venues", found.total, number=number)


def not_as_asked(found: Found) -> str:
    """Return why the list lacks venues that the search found; empty if it has all of them."""
    if not found.gone:
        return ""
    return ngettext(
        "%(num)d more venue has no available time that matches your whole search.",
        "%(num)d more venues have no available time that matches your whole search.",
        len(found.gone),
    )


def nothing_found(asked: Criteria, kinds: Kinds) -> str:
    """Return "No massage found near Bend, OR, tonight."; with filters, "No massage found near Bend, OR, tonight, with
    all your filters.", as the message for an empty list."""
    named = f"“{asked.text}”" if asked.text else kind_names(asked, kinds).lower()
    place, time = where(asked), when(asked)
    place = _("%(where)s, %(when)s", where=place, when=time) if place and time else place or time
    named = named or _("venues")
    if _is_filtered(asked):
        if place:
            return _("No %(what)s found %(where)s, with all your filters.", what=named, where=place)
        return _("No %(what)s found with all your filters.", what=named)
    if place:
        return _("No %(what)s found %(where)s.", what=named, where=place)
    return _("No %(what)s found.", what=named)


def _is_filtered(asked: Criteria) -> bool:
    """Return whether there are criteria besides what, where and when."""
    of_venues, of_offers = asked.types or asked.tags or asked.open_now, asked.minutes or asked.genders or asked.deals
    return bool(of_venues or of_offers or asked.prices or asked.guests > 1)


def in_short(asked: Criteria) -> str:
    """Return the search in one line: "Portland, OR · Today, afternoon"."""
    day = days_asked(asked)
    place = asked.place.label if asked.place else _("Anywhere")
    return _("%(place)s · %(day)s, %(hours)s", place=place, day=day, hours=time_of_day(asked))


def time_of_day(asked: Criteria) -> str:
    """Return "evening"; "after 5 PM"; "any time"."""
    if isinstance(asked.part, Around | Between):
        return hours_words(asked.part)
    if asked.part is None:
        return _("any time")
    return {Part.MORNING: _("morning"), Part.AFTERNOON: _("afternoon"), Part.EVENING: _("evening")}[asked.part]


def prices(asked: Criteria) -> str:
    """Return "$40 to $140"; "Up to $140"; "From $40"; for several guests followed by "each"."""
    lowest, highest = usd_short(100 * (asked.lowest or 0)), usd_short(100 * (asked.highest or 0))
    if asked.guests > 1:
        if asked.highest is None:
            return _("From %(lowest)s each", lowest=lowest)
        if asked.lowest:
            return _("%(lowest)s to %(highest)s each", lowest=lowest, highest=highest)
        return _("Up to %(highest)s each", highest=highest)
    if asked.highest is None:
        return _("From %(lowest)s", lowest=lowest)
    if asked.lowest:
        return _("%(lowest)s to %(highest)s", lowest=lowest, highest=highest)
    return _("Up to %(highest)s", highest=highest)


def sentence(text: str) -> str:
    """Return the text with a capital first letter; the rest stays the same."""
    return text[:1].upper() + text[1:]


def guests(number: int) -> str:
    return ngettext("%(num)d guest", "%(num)d guests", number)


def times_day(card: Card, times: Times | None, asked: Criteria) -> str:
    """Return the label above times on an unexpected day, such as "Tomorrow, Friday", or the note that there are no
    times. Empty for the expected day."""
    if times is None:
        return _("No openings in the next two weeks") if card.service else ""
    day = times.day
    today = asked.at.astimezone(card.venue.zone).date()
    if day == (asked.day or today) and not asked.is_range:
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


def opening(card: Card, asked: Criteria) -> str:
    """Return "Open until 8 PM"; "Full tonight" if the requested times are gone."""
    if asked.day and not asked.is_range and not asked.deals and (card.times is None or not card.times.as_asked):
        return _("Full %(when)s", when=when(asked))
    # The current opening state says nothing about another day.
    return "" if asked.day and asked.day != asked.today and not asked.open_now else card.opening.words


def area(card: Card, asked: Criteria) -> str:
    """Return the most specific name of the venue's area; the city if the venue is far away or the list covers the whole
    country."""
    known = (asked.place or asked.cities) and (card.miles or 0) <= MILES[-1]
    return card.venue.area if known else f"{card.venue.city}, {card.venue.state}"


def service(card: Card) -> str:
    sold = card.service
    if sold is None:
        return ""
    minutes = sold.minutes_with(card.member.id) if card.member else sold.duration_minutes
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


def kind_names(asked: Criteria, kinds: Kinds) -> str:
    """Return the chosen categories: "Massage, nails or sauna"."""
    names = any_of([kind.name.lower() for slug, kind in kinds.items() if slug in asked.categories])
    return sentence(names)
