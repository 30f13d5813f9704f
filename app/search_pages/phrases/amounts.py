"""Prices, guests and miles in a sentence."""

import re
from datetime import date

from app.search_pages.criteria import MILES
from app.search_pages.phrases.base import NUMBER, Found, PhraseRule, number, rule
from search.documents import Sort

LEAST_BARE = 10
"""Dollars: a smaller number without a sign means something else."""

_UNITS = r"""(?!\s?-?\s?(?:min|minutes?|mins|hours?|hrs?|hr|mi|miles?|people|persons?|guests?|adults?|friends?|of\sus|
    years?|yrs?|yo|days?|weeks?|percent|%|am|pm|a\.m|p\.m|o'clock|:|/|st|nd|rd|th)\b|%|:|\d)"""


def _money(name: str) -> str:
    """Return the pattern for an amount with a sign or unit before or after it."""
    return (
        rf"(?P<{name}_sign>\$\s?)?(?P<{name}>\d{{1,3}}(?:,\d{{3}})+|\d{{1,5}})(?:\.\d\d)?"
        rf"(?P<{name}_word>\s?(?:\$|dollars?|bucks?|usd))?{_UNITS}"
    )


def _dollars(match: re.Match[str], name: str) -> tuple[int, bool]:
    """Return the number of dollars, and whether the words say that it is money."""
    is_marked = bool(match[f"{name}_sign"] or match[f"{name}_word"])
    return int(match[name].replace(",", "")), is_marked


def _at_most(match: re.Match[str], _today: date) -> Found | None:
    dollars, is_marked = _dollars(match, "most")
    return {"highest": dollars} if is_marked or dollars >= LEAST_BARE else None


def _at_least(match: re.Match[str], _today: date) -> Found | None:
    dollars, is_marked = _dollars(match, "least")
    return {"lowest": dollars} if is_marked else None


def _between(match: re.Match[str], _today: date) -> Found | None:
    (one, one_is_marked), (other, other_is_marked) = _dollars(match, "one"), _dollars(match, "other")
    if not (one_is_marked or other_is_marked or (match[0].startswith("between") and min(one, other) > 24)):
        return None
    return {"lowest": min(one, other), "highest": max(one, other)}


def _about(match: re.Match[str], _today: date) -> Found | None:
    dollars, is_marked = _dollars(match, "about")
    return {"lowest": dollars * 4 // 5, "highest": -(-dollars * 6 // 5)} if is_marked else None


def _plain(match: re.Match[str], _today: date) -> Found | None:
    dollars, is_marked = _dollars(match, "plain")
    return {"highest": dollars} if is_marked else None


_UNDER = r"""under|below|less\sthan|cheaper\sthan|lower\sthan|no\smore\sthan|not\smore\sthan|not\sover|at\smost|
    max(?:imum)?(?:\sof)?|up\sto|upto|within|<=?|≤"""
_OVER = r"over|above|more\sthan|at\sleast|no\sless\sthan|starting\s(?:at|from)|from|min(?:imum)?(?:\sof)?|>=?|≥"

PRICES: tuple[PhraseRule, ...] = (
    rule(rf"(?:between\s|from\s)?{_money('one')}\s?(?:-|–|—|to|and)\s?{_money('other')}", _between),
    rule(rf"(?:for\s|at\s)?(?:{_UNDER})\s?{_money('most')}(?:\s(?:each|per\s(?:person|guest)))?", _at_most),
    rule(
        rf"{_money('most')}\s(?:or\s(?:less|under|cheaper|below)|and\s(?:under|below|less)|max(?:imum)?|tops)", _at_most
    ),
    rule(rf"(?:{_OVER})\s?{_money('least')}", _at_least),
    rule(rf"{_money('least')}\s?(?:or\s(?:more|over|above)|and\s(?:up|over|above)|plus|\+)", _at_least),
    rule(rf"(?:around|about|approx(?:imately)?|roughly|~)\s?{_money('about')}", _about),
    rule(
        rf"(?:(?:for|at|my\sbudget(?:\sis)?|budget(?:\s(?:of|is))?|price|costs?)\s)?{_money('plain')}"
        r"(?:\s(?:each|per\s(?:person|guest)))?",
        _plain,
    ),
    rule(r"(?:\d{1,2}\s?(?:%|percent)\soff)", {"deals": True}),
    rule(
        r"""(?:on\ssale|with\s(?:a\s)?(?:deal|discount)s?|(?:best|good|great|last[\s-]minute|off-?\s?peak|special)?\s?
        (?:deals?|discounts?|specials|promos?|promotions?|offers)|discounted|off-?\s?peak(?:\s(?:price|hour|time)s?)?|
        half[\s-](?:off|price)|happy\shour)""",
        {"deals": True},
    ),
    rule(
        r"""(?:cheap(?:er|est)?|affordabl[ey]|inexpensive|budget(?:[\s-]friendly)?|low(?:er|est)?[\s-](?:cost|priced?|prices)|
        reasonabl[ey](?:\spriced?)?|not\s(?:too\s)?expensive|economical)(?:\sprices?)?""",
        {"sort": Sort.PRICE},
    ),
)

_PARTNER = r"""(?:wife|husband|partner|spouse|boyfriend|girlfriend|bf|gf|fianc[eé]e?|friend|bestie|mom|mother|mum|dad|
    father|sister|brother|daughter|son|significant\sother|date|roommate|coworker)"""
_NO_GUESTS = (
    r"(?!\s?-?\s?(?:min|hour|hr|day|week|month|\$|dollar|buck|am\b|pm\b|a\.m|p\.m|o'clock|%|mile|mi\b|session|:|/))"
)


def _guests(match: re.Match[str], _today: date) -> Found | None:
    guests = number(match["guests"])
    return {"guests": guests} if guests else None


GUESTS: tuple[PhraseRule, ...] = (
    rule(rf"(?:for\s)?(?:a\s|the\s)?(?:party|group|table)\sof\s(?P<guests>{NUMBER})", _guests),
    rule(
        rf"""(?:for\s)?(?:the\s)?(?P<guests>{NUMBER})[\s-]
        (?:people|persons?|guests?|adults?|ppl|pax|friends|women|men|girls|guys|ladies|of\sus)""",
        _guests,
    ),
    rule(rf"for\s(?:the\s)?(?P<guests>{NUMBER}){_NO_GUESTS}(?![\d.:])", _guests),
    rule(
        rf"""(?:for\s)?(?:(?:me|myself|us)\s(?:and|&|\+)\s(?:my|a)\s{_PARTNER}|my\s{_PARTNER}\s(?:and|&|\+)\s(?:me|i|myself))|
        with\s(?:my|a)\s{_PARTNER}|(?:for\s)?(?:the\s)?both\sof\sus|for\s(?:the\s)?both|for\sus(?:\sboth)?|
        for\s(?:a\s|my\s)?couples?|couple(?:s|'s|s')?|side[\s-]by[\s-]side""",
        {"guests": 2},
    ),
    rule(r"for\s(?:just\s)?(?:me|myself)|just\s(?:for\s)?me|solo|by\smyself|alone", {}),
)


def _miles(match: re.Match[str], _today: date) -> Found:
    return {"miles": next((miles for miles in MILES if miles >= number(match["miles"])), MILES[-1])}


DISTANCES: tuple[PhraseRule, ...] = (
    rule(
        rf"(?:(?:within|in|under|less\sthan|up\sto)\s)?(?:a\s)?(?P<miles>\d{{1,3}}|{NUMBER})[\s-]?(?:mi|miles?)(?:\saway|\sradius)?",
        _miles,
    ),
)
