"""The price rules of deals: which apply to a service, and how often each was used."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Integer,
    Row,
    Select,
    and_,
    case,
    column,
    func,
    null,
    or_,
    select,
    table,
    true,
)
from sqlalchemy.dialects.postgresql import array

from app.catalog.models import Service, ServiceOption
from app.core.db import session
from app.core.parameters import none_of, one_of
from app.deals.enums import DealFunder, DealStatus
from app.deals.models import Deal, DealWindow
from app.deals.pricing import PriceList, PriceRule
from app.deals.windows import Window

# Bookings belong to a package above this one, so this feature reads only these columns: their deals and states.
_visits = table("booking", column("id"), column("deal_id"), column("code_deal_id"), column("state"))

# The same for pending reschedules: the booking moves once the difference is paid, and until then the deal is held with
# the time.
_moves = table(
    "pending_reschedule", column("order_id"), column("booking_id"), column("deal_id"), column("code_deal_id")
)

_orders = table("customer_order", column("id"), column("state"))

Scope = tuple[int | None, int | None]  # venue id and service id: one service, all of a venue's, or every venue's

GIVEN_BACK = ("canceled", "expired")


def price_lists(
    options: Iterable[ServiceOption], *, except_bookings: Collection[int] = (), also_used_up: bool = False
) -> dict[int, PriceList]:
    """Return the price list of each option by its id: its price, its team members' prices, and its service's deals.

    Deals that are used up are left out, unless `also_used_up`. One statement.

    Their services are loaded with `catalog.queries.WITH_STAFF`, and their venues are loaded. `except_bookings` are
    bookings whose uses do not count: those of the guest's own pending order, or of a booking being rescheduled.
    """
    priced = list(options)
    found = _approved({option.service.venue_id for option in priced}, except_bookings, also_used_up=also_used_up)
    # Services with the same deals share one list of them.
    known: dict[tuple[int, ...], list[PriceRule]] = {}

    def rules_of(service: Service) -> list[PriceRule]:
        scopes = (None, None), (service.venue_id, None), (service.venue_id, service.id)
        rules = sorted((rule for scope in scopes for rule in found.get(scope, ())), key=lambda rule: rule.id)
        return known.setdefault(tuple(rule.id for rule in rules), rules)

    return {
        option.id: PriceList(
            service_id=option.service_id,
            list_cents=option.price_cents,
            zone=option.service.venue.zone,
            member_cents={own.member_id: own.price_cents for own in option.members if own.price_cents is not None},
            rules=rules_of(option.service),
        )
        for option in priced
    }


def used_up(deal_ids: Collection[int]) -> set[int]:
    """Return which of these deals, each for a limited number of bookings, have no more left. One statement."""
    return set(session.scalars(_used_up(), {"deals": list(deal_ids)}))


@cache
def _used_up() -> Select[int]:
    """Return the query, built once: building it takes longer than sending it."""
    return select(Deal.id).where(one_of(Deal.id, "deals"), Deal.max_uses <= uses())


def rules_at(venue_id: int) -> list[tuple[int | None, PriceRule]]:
    """Return the approved deals that apply at a venue, each with its service id, or None for all services.

    One statement.
    """
    found = [(service_id, rule) for (_, service_id), rules in _approved([venue_id], ()).items() for rule in rules]
    return sorted(found, key=lambda each: each[1].id)


def _approved(
    venue_ids: Iterable[int], except_bookings: Collection[int], *, also_used_up: bool = False
) -> dict[Scope, list[PriceRule]]:
    """Return the approved deals that are not used up, by scope, in order of their ids. One statement.

    Loaded as values: a page of many venues has hundreds of deals and windows.
    """
    values = {"venues": list(venue_ids), "except_bookings": list(except_bookings)}
    found: defaultdict[Scope, list[PriceRule]] = defaultdict(list)
    for row in session.execute(_approved_deals(), values):
        if also_used_up or row.left is None or row.left > 0:
            found[row.venue_id, row.service_id].append(_rule(row))
    return found


@cache
def _approved_deals() -> Select[*tuple[Any, ...]]:
    """Return the query, built once because every price is asked with it."""
    used = uses(none_of(_visits.c.id, "except_bookings"))
    left = case((Deal.max_uses.is_(None), null()), else_=Deal.max_uses - used).label("left")
    window = array([DealWindow.weekday, DealWindow.opens, DealWindow.closes])
    windows = select(func.array_agg(window, type_=ARRAY(Integer, dimensions=2))).where(DealWindow.deal_id == Deal.id)
    return (
        select(
            Deal.venue_id,
            Deal.service_id,
            Deal.id,
            Deal.title,
            Deal.kind,
            Deal.amount,
            Deal.valid_from,
            Deal.valid_to,
            Deal.last_minute_hours,
            Deal.code,
            Deal.stacks,
            Deal.funder,
            left,
            windows.scalar_subquery().label("windows"),
        )
        .where(or_(one_of(Deal.venue_id, "venues"), Deal.venue_id.is_(None)))
        .where(Deal.status == DealStatus.APPROVED)
        .order_by(Deal.id)
    )


def _rule(row: Row[*tuple[Any, ...]]) -> PriceRule:
    return PriceRule(
        id=row.id,
        title=row.title,
        kind=row.kind,
        amount=row.amount,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        windows=tuple(Window(*window) for window in sorted(row.windows or ())),
        last_minute_hours=row.last_minute_hours,
        code=row.code,
        stacks=row.stacks,
        left=row.left,
        is_funded=row.funder is DealFunder.PLATFORM,
    )


def uses_except(booking_ids: Collection[int]) -> ColumnElement[int]:
    """Return the same as `uses`, without those of some bookings."""
    return uses(_visits.c.id.not_in(list(booking_ids)))


def uses(of: ColumnElement[bool] | None = None) -> ColumnElement[int]:
    """Return how many bookings use a deal, as a subquery for a query of deals. `of` is a condition on their ids.

    Counts bookings that are held, booked or over, and those with a pending reschedule to a time with the deal; canceled
    and expired ones do not count.
    """
    counts = and_(_visits.c.state.not_in(GIVEN_BACK), true() if of is None else of)
    have = (
        select(func.count())
        .select_from(_visits)
        .where(or_(_visits.c.deal_id == Deal.id, _visits.c.code_deal_id == Deal.id))
        .where(counts)
    )
    # A booking that has the deal and keeps it when it is rescheduled counts once.
    will = (
        select(func.count())
        .select_from(_moves.join(_orders, _orders.c.id == _moves.c.order_id))
        .join(_visits, _visits.c.id == _moves.c.booking_id)
        .where(_orders.c.state == "pending")
        .where(or_(_moves.c.deal_id == Deal.id, _moves.c.code_deal_id == Deal.id))
        .where(_visits.c.deal_id.is_distinct_from(Deal.id), _visits.c.code_deal_id.is_distinct_from(Deal.id))
        .where(counts)
    )
    return have.correlate(Deal).scalar_subquery() + will.correlate(Deal).scalar_subquery()


def rule_of(deal: Deal, left: int | None = None) -> PriceRule:
    """Return the rule of a deal; `left` is how many more bookings may have it, if it is limited."""
    return PriceRule(
        id=deal.id,
        title=deal.title,
        kind=deal.kind,
        amount=deal.amount,
        valid_from=deal.valid_from,
        valid_to=deal.valid_to,
        windows=tuple(Window(window.weekday, window.opens, window.closes) for window in deal.windows),
        last_minute_hours=deal.last_minute_hours,
        code=deal.code,
        stacks=deal.stacks,
        left=left,
        is_funded=deal.funder is DealFunder.PLATFORM,
    )
