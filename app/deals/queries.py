from collections.abc import Collection, Iterable
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select

from app.catalog.models import Performer, Service
from app.db import session
from app.deals.enums import DealStatus
from app.deals.models import Deal
from app.deals.pricing import PriceList, Rule, Window
from app.venues.models import Venue


def price_lists(service_ids: Collection[int]) -> dict[int, PriceList]:
    """What prices each service: its own price, its members' and the approved deals. Four statements, however many."""
    services = session.execute(
        select(Service.id, Service.venue_id, Service.price_cents, Venue.zone_name)
        .join(Venue, Venue.id == Service.venue_id)
        .where(Service.id.in_(service_ids))
    ).all()
    own_prices = _member_prices(service_ids)
    deals = _approved_deals({service.venue_id for service in services})
    return {
        service.id: PriceList(
            service_id=service.id,
            list_cents=service.price_cents,
            zone=ZoneInfo(service.zone_name),
            member_cents=own_prices.get(service.id, {}),
            rules=[rule_of(deal) for deal in deals if _is_for(deal, service.venue_id, service.id)],
        )
        for service in services
    }


def _member_prices(service_ids: Collection[int]) -> dict[int, dict[int, int]]:
    found: dict[int, dict[int, int]] = {}
    for performer in session.scalars(
        select(Performer).where(Performer.service_id.in_(service_ids), Performer.price_cents.is_not(None))
    ):
        found.setdefault(performer.service_id, {})[performer.member_id] = performer.price_cents or 0
    return found


def _approved_deals(venue_ids: Iterable[int]) -> list[Deal]:
    return list(
        session.scalars(
            select(Deal)
            .where(or_(Deal.venue_id.in_(list(venue_ids)), Deal.venue_id.is_(None)))
            .where(Deal.status == DealStatus.APPROVED)
            .order_by(Deal.id)
        )
    )


def _is_for(deal: Deal, venue_id: int, service_id: int) -> bool:
    return deal.venue_id in {None, venue_id} and deal.service_id in {None, service_id}


def rule_of(deal: Deal) -> Rule:
    return Rule(
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
    )


def code_is_known(code: str) -> bool:
    """Whether an approved deal has this code, for any venue at all."""
    wanted = func.upper(Deal.code) == code.strip().upper()
    return session.scalar(select(Deal.id).where(wanted, Deal.status == DealStatus.APPROVED).limit(1)) is not None
