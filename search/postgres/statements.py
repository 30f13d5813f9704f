"""A question as SQL: one row for each offer that fits the words, the place and the hours, with what each filter that
can be turned on or off says of it. The page and every count are drawn from those rows."""

from datetime import datetime

from sqlalchemy import (
    CTE,
    ColumnElement,
    DateTime,
    Integer,
    Select,
    Text,
    and_,
    cast,
    exists,
    func,
    literal,
    null,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy import Double as Number
from sqlalchemy.dialects.postgresql import TSQUERY

from search.documents import Near, SearchQuery, Sort
from search.geo import EARTH_RADIUS_MILES, MILES_A_DEGREE
from search.postgres.tables import documents, offers, openings
from search.text import words

MOST_ASKED_WORDS = 12

Condition = ColumnElement[bool]
Row = tuple[str, str | None, str | None, int]

doc = documents.c
offer = offers.c


def hits(query: SearchQuery) -> Select[int]:
    """The ids of the asked page, in order."""
    fitting = _fitting(query)
    row = fitting.c
    return (
        select(row.id)
        .where(row.in_category, row.in_city, *_switches(query, fitting))
        .group_by(row.id)
        .order_by(*_order(query, fitting), func.min(row.name).collate("C"), row.id)
        .limit(query.size)
        .offset((query.page - 1) * query.size)
    )


def counts(query: SearchQuery) -> Select[*Row]:
    """(what, value, value, number of documents): the total, and each facet without its own filter."""
    fitting = _fitting(query)
    row = fitting.c
    open_now, deals = _switched(query.open_now, row.is_open), _switched(query.deals, row.is_deal)
    everything = union_all(
        _count(fitting, "total", row.in_category, row.in_city, open_now, deals),
        _count(fitting, "deals", row.in_category, row.in_city, open_now, row.is_deal),
        _count(fitting, "open_now", row.in_category, row.in_city, row.is_open, deals),
        _count(fitting, "category", row.in_city, open_now, deals, by=(row.category,)),
        _count(fitting, "city", row.in_category, open_now, deals, by=(row.city, row.state)),
    ).subquery()
    return select(everything)


def _fitting(query: SearchQuery) -> CTE:
    known = _known(query)
    row = known.c
    return (
        select(
            *(row[name] for name in ("id", "name", "city", "state", "named", "miles", "is_open", "in_city")),
            offer.category,
            offer.from_cents,
            _soonest(query, known).label("soonest"),
            _any_hour(query, known, offer.deal).label("is_deal"),
            (offer.category.in_(query.categories) if query.categories else true()).label("in_category"),
        )
        .join(offers, offer.document_id == row.id)
        .where(*_free(query, known))
        .cte("fitting")
    )


def _known(query: SearchQuery) -> CTE:
    """The documents that fit words and place. Materialized, so that the soonest local hour is reckoned once for each:
    the soonest that is not past at the venue, nor too soon for it."""
    named, told = _word_conditions(query.text)
    miles = _miles(query.near) if query.near else cast(null(), Number)
    notice = func.make_interval(0, 0, 0, 0, 0, doc.notice_minutes)
    soonest = func.extract("epoch", func.timezone(doc.zone, _instant(query.asked_at) + notice)) / 3600
    return (
        select(
            *(doc.id, doc.name, doc.city, doc.state, doc.zone),
            named.label("named"),
            miles.label("miles"),
            _is_open(query.asked_at).label("is_open"),
            _in_cities(query).label("in_city"),
            cast(func.floor(soonest), Integer).label("soonest_hour"),
        )
        .where(told, *_near(query.near, miles))
        .cte("known")
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )


def _count(fitting: CTE, what: str, *conditions: Condition, by: tuple[ColumnElement[str], ...] = ()) -> Select[*Row]:
    one, two = (*by, cast(null(), Text), cast(null(), Text))[:2]
    counted = select(
        literal(what).label("what"),
        one.label("one"),
        two.label("two"),
        func.count(fitting.c.id.distinct()).label("number"),
    )
    return counted.where(*conditions).group_by(*by) if by else counted.where(*conditions)


def _switches(query: SearchQuery, fitting: CTE) -> list[Condition]:
    return [_switched(query.open_now, fitting.c.is_open), _switched(query.deals, fitting.c.is_deal)]


def _switched(on: bool, condition: Condition) -> Condition:
    return condition if on else true()


def _order(query: SearchQuery, fitting: CTE) -> list[ColumnElement[object]]:
    row = fitting.c
    near = func.min(row.miles).asc().nulls_last()
    if query.sort is Sort.SOONEST:
        return [func.min(row.soonest).asc().nulls_last(), near]
    if query.sort is Sort.PRICE:
        return [func.min(row.from_cents).asc().nulls_last(), near]
    return [near] if query.sort is Sort.NEAREST else [func.bool_or(row.named).desc(), near]


def _word_conditions(asked: str) -> tuple[Condition, Condition]:
    """Whether the name alone fits the words, and whether all that is known of the venue does."""
    sought = words(asked, most=MOST_ASKED_WORDS)
    if not sought:
        return true(), true()
    # Words are letters and digits only: nothing in them could be an operator.
    prefixes = cast(" & ".join(f"'{word}':*" for word in sought), TSQUERY)
    return doc.name_words.bool_op("@@")(prefixes), doc.words.bool_op("@@")(prefixes)


def _in_cities(query: SearchQuery) -> Condition:
    return tuple_(doc.city, doc.state).in_([tuple(city) for city in query.cities]) if query.cities else true()


def _near(near: Near | None, miles: ColumnElement[float]) -> list[Condition]:
    """A band of latitude first, which has an index; the circle in it then. No band of longitude: it would need a seam
    at the date line, and none at the poles."""
    if near is None:
        return []
    reach = near.miles / MILES_A_DEGREE
    south, north = near.point.latitude - reach, near.point.latitude + reach
    return [doc.latitude.between(south, north), miles <= near.miles]


def _miles(near: Near) -> ColumnElement[float]:
    """As search.geo.miles_between reckons."""
    here = func.radians(near.point.latitude)
    north, east = func.radians(doc.latitude) - here, func.radians(doc.longitude - near.point.longitude)
    chord = func.power(func.sin(north * 0.5), 2) + (
        func.cos(here) * func.cos(func.radians(doc.latitude)) * func.power(func.sin(east * 0.5), 2)
    )
    return cast(2 * EARTH_RADIUS_MILES * func.asin(func.least(1.0, func.sqrt(chord))), Number)


def _is_open(at: datetime) -> Condition:
    return exists().where(openings.c.document_id == doc.id, openings.c.during.bool_op("@>")(_instant(at)))


def _free(query: SearchQuery, known: CTE) -> list[Condition]:
    return [_any_hour(query, known, offer.free)] if query.free_at else []


def _any_hour(query: SearchQuery, known: CTE, hours: ColumnElement[list[int]]) -> Condition:
    hour = func.unnest(hours).column_valued("hour")
    return exists(select(hour).where(_fits(query, known, hour)))


def _soonest(query: SearchQuery, known: CTE) -> ColumnElement[datetime]:
    """The instant at which the first fitting local hour begins."""
    if query.sort is not Sort.SOONEST:
        return cast(null(), DateTime(timezone=True))
    hour = func.unnest(offer.deal if query.deals else offer.free).column_valued("soon")
    first = select(func.min(hour)).where(_fits(query, known, hour)).scalar_subquery()
    wall = func.make_timestamp(1970, 1, 1, 0, 0, 0) + func.make_interval(0, 0, 0, 0, first)
    return func.timezone(known.c.zone, wall, type_=DateTime(timezone=True))


def _fits(query: SearchQuery, known: CTE, hour: ColumnElement[int]) -> Condition:
    """Whether a local hour is still to be had, and one of those that are asked for."""
    still = hour >= known.c.soonest_hour
    if query.free_at is None:
        return still
    asked = query.free_at.hours()
    in_day = (hour % 24).between(query.free_at.from_hour, query.free_at.to_hour - 1)
    return and_(still, hour.between(asked[0], asked[-1]), in_day)


def _instant(at: datetime) -> ColumnElement[datetime]:
    return literal(at, DateTime(timezone=True))
