"""What the home page and a list of venues say, in words. Times are in the zone of each venue."""

from collections.abc import Sequence
from datetime import date, timedelta

from app.catalog.models import Service
from app.discovery.cards import Card, Times
from app.discovery.criteria import DAYS_OFFERED, MILES, Around, Between, Criteria, Kinds, Part, written_days
from app.discovery.finding import Found, text_found_by
from app.discovery.phrases.days import next_days, next_monday, next_weekend, weekend
from app.discovery.reading import shortened
from app.filters import day_of, duration, hour_of, listed, long_day, plural
from app.venues.enums import TagGroup
from app.venues.models import Venue
from search.documents import Sort
from search.sought import sought
from search.text import fold, index_words

SORTS = {
    Sort.BEST: "Best match",
    Sort.NEAREST: "Nearest",
    Sort.SOONEST: "Soonest",
    Sort.PRICE: "Lowest price",
    Sort.RATING: "Best rated",
}
TAG_GROUPS = {TagGroup.AMENITY: "Amenities", TagGroup.GOOD_FOR: "Good for"}
AROUND_FROM, AROUND_TO = 7, 21
PARTS = (
    ("", "Any time"),
    *((part.value, part.value.capitalize()) for part in Part),
    *((str(Around(hour)), f"Around {hour_of(hour * 60)}") for hour in range(AROUND_FROM, AROUND_TO + 1)),
)


def parts(asked: Criteria) -> list[tuple[str, str]]:
    """Times of day to choose from: (value, label). What is asked for already is among them."""
    own = [(str(asked.part), sentence(hours_words(asked.part)))] if isinstance(asked.part, Between) else []
    return [PARTS[0], *own, *PARTS[1:]]


def read_as(typed: str, read: str) -> str:
    """Say that nothing matches what was typed, and what was looked for instead."""
    return f"No venues match “{shortened(typed)}”. Showing results for “{read}”."


def left_out(words: Sequence[str], typed: str) -> str:
    """Name the words that no venue has with the others."""
    *before, last = (f"“{shortened(phrase)}”" for phrase in phrases(words, typed))
    named = f"{', '.join(before)} and {last}" if before else last
    return f"We left out {named}."


def matched_by_name(cards: Sequence[Card], asked: Criteria, kinds: Kinds) -> str:
    """Name the services of other main categories that are in the list because of their titles; empty for none."""
    mains = {kinds[slug].part_of or slug for slug in asked.categories}
    sold = [(card.service, card.venue) for card in cards if card.service]
    others = [(service, venue) for service, venue in sold if mains and not service.category.slugs & mains]
    slugs = {slug for service, _ in others for slug in service.category.slugs}
    names = [kind.name for slug, kind in kinds.items() if slug in slugs and kind.part_of is None]
    if not names:
        return ""
    if len(others) == 1:
        service, venue = others[0]
        return f"“{service.title}” at {venue.name} is listed under {names[0]}. We included it because of its name."
    return f"Some of these services are listed under {listed(names)}. We included them because of their names."


def told(service: Service, venue: Venue) -> str:
    """Return the names that words may match: those of a service, of its category and of its venue."""
    return "\n".join((venue.name, service.title, service.category.name, *service.category.synonyms))


def matched_by_venue(found: Found) -> str:
    """Say which services the list shows although the words are of others at the same venues; empty for none."""
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
        return f"“{service.title}” at {venue.name} fits your filters, but it doesn’t match “{shortened(text)}”."
    return f"Some of these services fit your filters, but they don’t match “{shortened(text)}”." if others else ""


def phrases(words: Sequence[str], typed: str) -> list[str]:
    """Words of a text, those that follow each other in it as one: hot tub."""
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
    """To choose from: (value, label). Days that are asked for already are among them."""
    offered = [today + timedelta(days=number) for number in range(DAYS_OFFERED)]
    named = {0: "Today", 1: "Tomorrow"}
    labels = [
        f"{named[number]}, {day:%B} {day.day}" if number in named else day_of(day) for number, day in enumerate(offered)
    ]
    several = [(*next_days(today, 7), "This week"), (*weekend(today), "This weekend")]
    several += [(next_monday(today), next_monday(today) + timedelta(days=6), "Next week")]
    ranges = [(written_days(*pair), f"{name}, {dates(*pair)}") for *pair, name in several]
    if first and last and last != first and written_days(first, last) not in dict(ranges):
        ranges.append((written_days(first, last), dates(first, last)))
    singles = [(day.isoformat(), label) for day, label in zip(offered, labels, strict=True)]
    return [("", "Any day"), *ranges, *singles]


def when(asked: Criteria) -> str:
    """today, tonight, tomorrow morning, Saturday afternoon, Sat, May 23, in the evening; nothing for any time."""
    if isinstance(asked.part, Around | Between):
        return f"{when(asked.but(part=None))} {hours_words(asked.part)}".strip()
    if asked.is_range:
        return f"{_days_in_sentence(asked)}{f' in the {asked.part}' if asked.part else ''}"
    part = f" {asked.part}" if asked.part else ""
    if asked.day is None:
        return f"in the{part}" if part else ""
    ahead = (asked.day - asked.today).days
    if ahead == 0:
        return {None: "today", Part.EVENING: "tonight"}.get(asked.part, f"this{part}")
    if ahead < 7:
        return f"{'tomorrow' if ahead == 1 else f'{asked.day:%A}'}{part}"
    return f"{day_of(asked.day)}{', in the' if part else ''}{part}"


def days_asked(asked: Criteria) -> str:
    """Today; Tomorrow; Sat, May 16; This weekend, May 16 – 17; This week, May 14 – 20."""
    if asked.day is None:
        return "Any day"
    ahead = (asked.day - asked.today).days
    if asked.last is None or not asked.is_range:
        return {0: "Today", 1: "Tomorrow"}.get(ahead, day_of(asked.day))
    named = name_of_days(asked.today, asked.day, asked.last)
    return f"{sentence(named)}, {dates(asked.day, asked.last)}" if named else dates(asked.day, asked.last)


def _days_in_sentence(asked: Criteria) -> str:
    """this weekend; from Sat, May 16 to Mon, May 18."""
    if asked.day is None or asked.last is None:
        return ""
    named = name_of_days(asked.today, asked.day, asked.last)
    return named or f"from {day_of(asked.day)} to {day_of(asked.last)}"


def name_of_days(today: date, first: date, last: date) -> str:
    """What people call these days: this week, this weekend; empty for others."""
    known = {
        next_days(today, 7): "this week",
        weekend(today): "this weekend",
        (today, today + timedelta(days=13)): "the next two weeks",
        next_weekend(today): "next weekend",
        (next_monday(today), next_monday(today) + timedelta(days=6)): "next week",
    }
    # On a Sunday the weekend that comes is both.
    return "this weekend" if (first, last) == weekend(today) else known.get((first, last), "")


def dates(first: date, last: date) -> str:
    """May 16 – 17; May 30 – Jun 2."""
    return f"{first:%b} {first.day} – {last.day if first.month == last.month else f'{last:%b} {last.day}'}"


def hours_words(hours: Around | Between) -> str:
    """around 3 PM; after 5 PM; before 10 AM; from 2 PM to 5 PM."""
    if isinstance(hours, Around):
        return f"around {hour_of(hours.hour * 60)}"
    if hours.to_hour == 24:
        return f"after {hour_of(hours.from_hour * 60)}"
    if hours.from_hour == 0:
        return f"before {hour_of(hours.to_hour * 60)}"
    return f"from {hour_of(hours.from_hour * 60)} to {hour_of(hours.to_hour * 60)}"


def what(asked: Criteria, kinds: Kinds) -> str:
    names = kind_names(asked, kinds)
    if asked.text and fold(asked.text) != fold(names):
        return f"“{asked.text}”, {names.lower()}" if names else f"“{asked.text}”"
    return names


def where(asked: Criteria) -> str:
    """In the chosen cities, else on a part of the map, else near the place; nothing everywhere."""
    if asked.cities:
        return f"in {any_of([city.name for city in asked.cities])}"
    if asked.box:
        return "in this part of the map"
    return f"near {asked.place.label}" if asked.place else ""


def heading(asked: Criteria, kinds: Kinds) -> str:
    """Massage near Portland, OR."""
    return f"{what(asked, kinds) or ('Venues' if where(asked) else 'All venues')} {where(asked)}".strip()


def description(asked: Criteria, kinds: Kinds) -> str:
    """What a search engine shows under the heading."""
    place = f" {where(asked)}" if where(asked) else ""
    return (
        f"{what(asked, kinds) or 'Spa and wellness venues'}{place}: free times, prices and off-peak deals. Book online."
    )


def number_found(found: Found, asked: Criteria) -> str:
    """18 venues free this afternoon; about 17 where some turned out to be full and other pages are not checked."""
    offering = "with off-peak prices" if asked.deals else "free" if asked.free_at else ""
    parts = (sentence(number_of_venues(found)), "open now" if asked.open_now else "", offering, when(asked))
    return " ".join(filter(None, parts))


def number_of_venues(found: Found) -> str:
    """18 venues; about 18 venues."""
    return f"{'about ' if found.is_about else ''}{plural(found.total, 'venue', 'venues')}"


def not_as_asked(found: Found) -> str:
    """Say of venues that search found why the list does not have them; empty for none."""
    number = plural(len(found.gone), "more venue has", "more venues have")
    return f"{number} no available time that matches your whole search." if found.gone else ""


def nothing_found(asked: Criteria, kinds: Kinds) -> str:
    """No massage free tonight near Bend, OR."""
    names = kind_names(asked, kinds).lower()
    offering = "with off-peak prices" if asked.deals else "free" if asked.free_at else ""
    sought = f"“{asked.text}”" if asked.text else names or "venue"
    price = prices(asked).replace("Up", "up", 1).replace("From", "from", 1) if asked.prices else ""
    many = f"for {guests(asked.guests)}" if asked.guests > 1 else ""
    fitting = "that fits the filters" if asked.types or asked.tags or asked.open_now else ""
    return f"No {' '.join(filter(None, (sought, fitting, price, offering, many, when(asked), where(asked))))}."


def in_short(asked: Criteria) -> str:
    """The search folded into one line: Portland, OR · Today, afternoon."""
    day = days_asked(asked)
    return f"{asked.place.label if asked.place else 'Everywhere'} · {day}, {time_of_day(asked)}"


def time_of_day(asked: Criteria) -> str:
    """evening; after 5 PM; any time."""
    return hours_words(asked.part) if isinstance(asked.part, Around | Between) else asked.part or "any time"


def prices(asked: Criteria) -> str:
    """$40 to $140; up to $140; from $40."""
    each = " each" if asked.guests > 1 else ""
    if asked.highest is None:
        return f"From ${asked.lowest:,}{each}"
    return f"${asked.lowest:,} to ${asked.highest:,}{each}" if asked.lowest else f"Up to ${asked.highest:,}{each}"


def sentence(text: str) -> str:
    """With a capital letter; the rest stays."""
    return text[:1].upper() + text[1:]


def guests(number: int) -> str:
    return plural(number, "guest", "guests")


def spots(number: int) -> str:
    return plural(number, "spot", "spots")


def times_day(card: Card, times: Times | None, asked: Criteria) -> str:
    """Said above times that are on another day than one expects: Tomorrow, Friday; or that there are none."""
    if times is None:
        return "No free times in the next two weeks" if card.service else ""
    day = times.day
    today = asked.at.astimezone(card.venue.zone).date()
    if day == (asked.day or today) and not asked.is_range:
        return ""
    if day == today:
        return "Today"
    return f"Tomorrow, {day:%A}" if day - today == timedelta(days=1) else long_day(day)


def other_times(card: Card) -> str:
    """Say that a card does not show what was asked for."""
    return f"No available time matches your search.{' Other available times:' if card.times else ''}"


def opening(card: Card, asked: Criteria) -> str:
    """Open until 8 PM; Full tonight, where what was asked for has gone."""
    if asked.day and not asked.is_range and not asked.deals and (card.times is None or not card.times.as_asked):
        return f"Full {when(asked)}"
    # What is open now says nothing of another day.
    return "" if asked.day and asked.day != asked.today and not asked.open_now else card.opening.words


def area(card: Card, asked: Criteria) -> str:
    """The smallest name of where it is; the city where it is far away, or the list goes across the country."""
    known = (asked.place or asked.cities) and (card.miles or 0) <= MILES[-1]
    return card.venue.area if known else f"{card.venue.city}, {card.venue.state}"


def service(card: Card) -> str:
    sold = card.service
    if sold is None:
        return ""
    minutes = sold.minutes_with(card.member.id) if card.member else sold.duration_minutes
    return f"{sold.title}, {duration(minutes)}{f' with {card.member.first_name}' if card.member else ''}"


def quiet_words(spans: Sequence[tuple[int, int]], now: int | None) -> str:
    """Off-peak until 6:30 PM, and again from 8:00 PM. Spans and now are wall minutes of the day that is drawn."""
    ahead = [span for span in spans if now is None or span[1] > now]
    if not ahead:
        return ""
    (begins, ends), *rest = ahead
    under_way = now is not None and begins <= now
    first = f"Off-peak until {hour_of(ends)}" if under_way else f"Off-peak {hour_of(begins)} to {hour_of(ends)}"
    return f"{first}, and again from {hour_of(rest[0][0])}." if rest else f"{first}."


def kind_names(asked: Criteria, kinds: Kinds) -> str:
    """Massage, nails or sauna."""
    names = any_of([kind.name.lower() for slug, kind in kinds.items() if slug in asked.categories])
    return sentence(names)


def any_of(names: Sequence[str]) -> str:
    """Portland, Gresham or Salem."""
    return " or ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
