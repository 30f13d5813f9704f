"""User-facing texts for a list of venues: its heading, and what was found."""

from flask_babel import gettext as _
from flask_babel import ngettext

from app.search_pages.copy.criteria import kind_names, sentence, what, where
from app.search_pages.copy.times import requested_days, time_of_day, when
from app.search_pages.criteria import Criteria, Kinds
from app.search_pages.results_page import ResultsPage


def heading(criteria: Criteria, kinds: Kinds) -> str:
    """Return the heading: "Massage near Portland, OR"."""
    named, place = what(criteria, kinds), where(criteria)
    if not place:
        return named or _("All venues")
    return _("%(what)s %(where)s", what=named or _("Venues"), where=place)


def description(criteria: Criteria, kinds: Kinds) -> str:
    """Return the description that a search engine shows under the heading."""
    subject, place = what(criteria, kinds) or _("Spa and wellness venues"), where(criteria)
    if place:
        subject = _("%(what)s %(where)s", what=subject, where=place)
    return _("%(what)s: available times, prices, and off-peak deals. Book online.", what=subject)


def number_found(found: ResultsPage, criteria: Criteria) -> str:
    """Return "18 venues available this afternoon"; with "about 17" if some venues turned out to be full and other pages
    are not checked."""
    venues, time = sentence(number_of_venues(found)), when(criteria)
    return (_found_then(criteria) if time else _found(criteria)) % {"venues": venues, "when": time}


def _found_then(criteria: Criteria) -> str:
    if criteria.open_now and criteria.deals:
        return _("%(venues)s open now with off-peak prices %(when)s")
    if criteria.open_now:
        return _("%(venues)s open now and available %(when)s")
    if criteria.deals:
        return _("%(venues)s with off-peak prices %(when)s")
    return _("%(venues)s available %(when)s")


def _found(criteria: Criteria) -> str:
    if criteria.open_now and criteria.deals:
        return _("%(venues)s open now with off-peak prices")
    if criteria.open_now:
        return _("%(venues)s open now")
    return _("%(venues)s with off-peak prices") if criteria.deals else "%(venues)s"


def number_of_venues(found: ResultsPage) -> str:
    """Return "18 venues"; "about 18 venues"; "no venues"."""
    if not found.total:
        return _("no venues")
    number = f"{found.total:,}"
    if found.is_about:
        return ngettext("about %(number)s venue", "about %(number)s venues", found.total, number=number)
    return ngettext("%(number)s venue", "%(number)s venues", found.total, number=number)


def show(found: ResultsPage) -> str:
    """Return the label of the button that applies the filters."""
    number = f"{found.total:,}"
    if found.is_about:
        return ngettext("Show about %(number)s venue", "Show about %(number)s venues", found.total, number=number)
    return ngettext("Show %(number)s venue", "Show %(number)s venues", found.total, number=number)


def number_unavailable(found: ResultsPage) -> str:
    """Return why the list lacks venues that the search found; empty if it has all of them."""
    if not found.unavailable:
        return ""
    return ngettext(
        "%(num)d more venue has no available time that matches your whole search.",
        "%(num)d more venues have no available time that matches your whole search.",
        len(found.unavailable),
    )


def nothing_found(criteria: Criteria, kinds: Kinds) -> str:
    """Return "No massage found near Bend, OR, tonight."; with filters, "No venues near Bend, OR match all your filters
    tonight.", as the message for an empty list."""
    named = f"“{criteria.text}”" if criteria.text else kind_names(criteria, kinds).lower()
    place, time = where(criteria), when(criteria)
    if _is_filtered(criteria):
        if place and time:
            return _("No venues %(where)s match all your filters %(when)s.", where=place, when=time)
        if place or time:
            return (
                _("No venues %(where)s match all your filters.", where=place)
                if place
                else _("No venues match all your filters %(when)s.", when=time)
            )
        return _("No venues match all your filters.")
    place = _("%(where)s, %(when)s", where=place, when=time) if place and time else place or time
    named = named or _("venues")
    if place:
        return _("No %(what)s found %(where)s.", what=named, where=place)
    return _("No %(what)s found.", what=named)


def _is_filtered(criteria: Criteria) -> bool:
    """Return whether there are criteria besides what, where and when."""
    of_venues, of_offers = (
        criteria.types or criteria.tags or criteria.open_now,
        criteria.minutes or criteria.genders or criteria.deals,
    )
    return bool(of_venues or of_offers or criteria.prices or criteria.guests > 1)


def in_short(criteria: Criteria) -> str:
    """Return the search in one line: "Portland, OR · Today, afternoon"."""
    day = requested_days(criteria)
    place = criteria.place.label if criteria.place else _("Anywhere")
    return _("%(place)s · %(day)s, %(hours)s", place=place, day=day, hours=time_of_day(criteria))
