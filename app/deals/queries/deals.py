"""The deals of venues and of the platform, and those behind promo codes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    case,
    func,
    literal,
    null,
    or_,
    select,
    text,
    union_all,
)
from sqlalchemy.orm import joinedload

from app.catalog.models import OptionTeamMember, Service, ServiceOption
from app.core.db import session
from app.core.errors import NotFound
from app.deals.enums import MAX_PERCENT, DealStatus
from app.deals.errors import DealErrorCode
from app.deals.models import IS_OPEN, Deal
from app.deals.pricing import PriceRule
from app.deals.queries.prices import rule_of, uses_except
from app.team.models import TeamMember
from app.venues.models import Venue


@dataclass(frozen=True, slots=True)
class Usual:
    """A service's price without a deal: with anyone, or with a team member who has their own price (`whom`)."""

    title: str
    cents: int
    member_name: str = ""


def usual_prices(venue_id: int, service_id: int | None = None) -> list[Usual]:
    """Return the prices of a venue's services, or of one service, lowest first. One statement."""
    own = (
        select(Service.title, OptionTeamMember.price_cents, TeamMember.name)
        .join(ServiceOption, ServiceOption.service_id == Service.id)
        .join(OptionTeamMember, OptionTeamMember.option_id == ServiceOption.id)
        .join(TeamMember, TeamMember.id == OptionTeamMember.member_id)
        .where(OptionTeamMember.price_cents.is_not(None), TeamMember.removed_at.is_(None))
    )
    every = select(Service.title, ServiceOption.price_cents, literal("")).join(
        ServiceOption, ServiceOption.service_id == Service.id
    )
    statements = [
        query.where(
            Service.venue_id == venue_id, Service.archived_at.is_(None), ServiceOption.removed_at.is_(None)
        ).where(Service.id == service_id if service_id is not None else Service.active)
        for query in (every, own)
    ]
    found = [
        Usual(title, cents or 0, member_name) for title, cents, member_name in session.execute(union_all(*statements))
    ]
    return sorted(found, key=lambda usual: usual.cents)


def is_too_much(off_cents: int, cents: int) -> bool:
    """Return whether this amount off a price leaves less than a tenth of it; False for a free service."""
    return cents > 0 and off_cents * 100 > cents * MAX_PERCENT


def is_over(deal: Deal, at: datetime) -> bool:
    return deal.valid_to is not None and deal.valid_to <= at


def change_of(deal: Deal) -> Deal | None:
    """Return the draft or submitted change of a live deal, with its service."""
    return session.scalar(
        select(Deal).where(Deal.replaces_id == deal.id, text(IS_OPEN)).options(joinedload(Deal.service))
    )


@dataclass(frozen=True, slots=True)
class Coded:
    """A live deal with a promo code, for the cart's messages; `left` is how many more bookings may have it, or None."""

    deal: Deal
    rule: PriceRule
    left: int | None

    @property
    def is_used_up(self) -> bool:
        return self.left is not None and self.left <= 0


def deal_with_code(code: str, *, except_bookings: Collection[int] = ()) -> Coded | None:
    """Return the approved deal with this code, of any venue, with its service.

    At any time of day, and even if it is used up. At most two statements.
    """
    wanted = func.upper(Deal.code) == code.strip().upper()
    limited = case((Deal.max_uses.is_(None), null()), else_=Deal.max_uses - uses_except(except_bookings))
    row = session.execute(
        select(Deal, limited).where(wanted, Deal.status == DealStatus.APPROVED).options(*_WHOLE)
    ).first()
    return Coded(row[0], rule_of(row[0]), row[1]) if row else None


# The relationships that its texts need.
_WHOLE = (joinedload(Deal.venue), joinedload(Deal.service))


def deal_of_id(deal_id: int) -> Deal:
    return session.scalars(select(Deal).where(Deal.id == deal_id).options(*_WHOLE)).one()


def deal_by_public_id(public_id: str) -> Deal:
    """Return a deal with its venue and service. Raises NotFound."""
    deal = session.scalar(select(Deal).where(Deal.public_id == public_id).options(*_WHOLE))
    if deal is None:
        raise NotFound(DealErrorCode.NO_SUCH_DEAL)
    return deal


def deal_of(venue: Venue, public_id: str) -> Deal:
    """Return a deal of the venue. Raises NotFound, also for another venue's deal."""
    deal = session.scalar(select(Deal).where(Deal.public_id == public_id, Deal.venue_id == venue.id).options(*_WHOLE))
    if deal is None:
        raise NotFound(DealErrorCode.NO_SUCH_DEAL_AT_VENUE)
    return deal


def deals_of(venue: Venue) -> Sequence[Deal]:
    """List a venue's deals with their services, newest first, without removed drafts. Two statements."""
    return session.scalars(
        select(Deal)
        .where(Deal.venue_id == venue.id, or_(Deal.status != DealStatus.ENDED, Deal.live_at.is_not(None)))
        .options(joinedload(Deal.service))
        .order_by(Deal.id.desc())
    ).all()


def deals_made(venue: Venue) -> int:
    """Return how many deals of a venue have not ended, drafts included. One statement."""
    made = select(func.count()).where(Deal.venue_id == venue.id, Deal.status != DealStatus.ENDED)
    return session.scalar(made) or 0


def platform_deals() -> Sequence[Deal]:
    """List the sitewide deals, newest first. Two statements."""
    return session.scalars(select(Deal).where(Deal.venue_id.is_(None)).order_by(Deal.id.desc())).all()


def platform_deal(public_id: str) -> Deal:
    """Return a sitewide deal. Raises NotFound, also for a venue's deal, which is decided with the other reviews."""
    deal = session.scalar(
        select(Deal).where(Deal.public_id == public_id, Deal.venue_id.is_(None)).options(joinedload(Deal.service))
    )
    if deal is None:
        raise NotFound(DealErrorCode.NO_SUCH_SITEWIDE_DEAL)
    return deal
