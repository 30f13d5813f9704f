from collections.abc import Iterable

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from app.catalog.models import Service
from app.db import session
from app.deals.enums import DealStatus
from app.deals.models import Deal
from app.deals.pricing import PriceList, Rule, Window
from app.errors import NotFound


def price_lists(services: Iterable[Service]) -> dict[int, PriceList]:
    """What prices each service, by its id: its own price, its members' and the approved deals. One statement.

    The services are loaded as `catalog.queries.OFFERED` says, and their venues have been read.
    """
    priced = list(services)
    deals = _approved_deals({service.venue_id for service in priced})
    return {
        service.id: PriceList(
            service_id=service.id,
            list_cents=service.price_cents,
            zone=service.venue.zone,
            member_cents={
                performer.member_id: performer.price_cents
                for performer in service.performers
                if performer.price_cents is not None
            },
            rules=[rule_of(deal) for deal in deals if _is_for(deal, service.venue_id, service.id)],
        )
        for service in priced
    }


def _approved_deals(venue_ids: Iterable[int]) -> list[Deal]:
    return list(
        session.scalars(
            select(Deal)
            .where(or_(Deal.venue_id.in_(list(venue_ids)), Deal.venue_id.is_(None)))
            .where(Deal.status == DealStatus.APPROVED)
            .options(joinedload(Deal.windows))
            .order_by(Deal.id)
        ).unique()
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


# With what it says of itself.
_WHOLE = (joinedload(Deal.venue), joinedload(Deal.service))


def deal_of_id(deal_id: int) -> Deal:
    return session.scalars(select(Deal).where(Deal.id == deal_id).options(*_WHOLE)).one()


def deal_by_public_id(public_id: str) -> Deal:
    """With its venue and service. Raises NotFound."""
    deal = session.scalar(select(Deal).where(Deal.public_id == public_id).options(*_WHOLE))
    if deal is None:
        raise NotFound("There is no deal at this address. It may have been removed.")
    return deal
