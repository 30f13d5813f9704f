"""User-facing texts for why the words of a search found what is in the list."""

from collections.abc import Sequence

from flask_babel import gettext as _

from app.catalog.models import Service
from app.core.sentences import any_of, listed
from app.search_pages.cards import Card
from app.search_pages.criteria import Criteria, Kinds
from app.search_pages.query_parser import shortened
from app.search_pages.results_page import ResultsPage, text_found_by
from app.venues.models import Venue
from search.sought import sought
from search.text import fold, index_words, words

SOLD_AHEAD = frozenset(words("package membership"))


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


def matched_by_name(cards: Sequence[Card], criteria: Criteria, kinds: Kinds) -> str:
    """Return the message about services from other main categories that are in the list because of their titles; empty
    if there are none."""
    mains = {kinds[slug].part_of or slug for slug in criteria.categories}
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


def sells_ahead(cards: Sequence[Card], criteria: Criteria) -> Sequence[Venue]:
    """List the venues with packages or memberships if the text asks for these: each has a page of them."""
    if not SOLD_AHEAD.intersection(words(criteria.text)):
        return []
    return [card.venue for card in cards if card.venue.sells_packages]


def searchable_text(service: Service, venue: Venue) -> str:
    """Return the names that words may match: those of a service, of its category and of its venue."""
    return "\n".join((venue.name, service.title, service.category.name, *service.category.synonyms))


def matched_by_venue(found: ResultsPage) -> str:
    """Return the message about services in the list that don't match the words themselves, although other services of
    their venues do; empty if there are none."""
    criteria, text = found.criteria, text_found_by(found)
    if not (text and criteria.query(size=0).asks_more_of_offers):
        return ""
    words = sought(text)
    sold = [(card.service, card.venue) for card in found.cards if card.service]
    others = [
        (service, venue)
        for service, venue in sold
        if not any(one.fits(index_words(searchable_text(service, venue))) for one in words)
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
