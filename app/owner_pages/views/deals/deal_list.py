"""All deals of a venue, by status, and the hours in which it was emptiest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.bookings.sales import Sales, sales_by_deal
from app.core import clock
from app.deals import copy
from app.deals.enums import DealStatus
from app.deals.models import Deal
from app.deals.queries.deals import deals_of, is_over
from app.deals.suggestions import WEEKS, Suggestion, has_history, suggestions
from app.owner_pages.views.deals import bp
from app.reports.queries.utilization import fill
from app.venues.enums import Ability
from app.venues.guards import own_venue
from app.venues.models import Venue

SUGGESTED = 20  # percent


@dataclass(frozen=True, slots=True)
class DealGroup:
    """Deals with the same status."""

    slug: str
    title: str
    deals: Sequence[Deal]


@dataclass(frozen=True, slots=True)
class SuggestedDeal:
    """A suggestion with the URL of the form that it fills in."""

    suggestion: Suggestion
    href: str


@bp.get("/")
@own_venue(Ability.MANAGE_DEALS)
def index(venue: Venue) -> ResponseReturnValue:
    deals = deals_of(venue)
    cells = emptiness(venue)
    live = [deal for deal in deals if deal.status is DealStatus.APPROVED and not is_over(deal, clock.now())]
    return render_template(
        "deals/index.html",
        workplace=venue.name,
        venue=venue,
        groups=grouped(deals),
        ended=[deal for deal in deals if deal.live_at is not None and deal not in live and has_ended(deal)],
        sold=sales_by_deal([deal.id for deal in deals]),
        nothing=Sales(0, 0, 0),
        suggested=offered(suggestions(cells)),
        history=has_history(cells),
        names={deal.id: deal.title for deal in deals},
        copy=copy,
        now=clock.now(),
        DealStatus=DealStatus,
    )


def grouped(deals: Sequence[Deal]) -> list[DealGroup]:
    """Group the deals by status; those that need the owner's attention come first."""
    now = clock.now()
    by_state = {status: [deal for deal in deals if deal.status is status] for status in DealStatus}
    live = [deal for deal in by_state[DealStatus.APPROVED] if not is_over(deal, now)]
    found = [
        DealGroup("sent-back", _("Changes requested"), by_state[DealStatus.CHANGES_REQUESTED]),
        DealGroup("drafts", _("Drafts"), by_state[DealStatus.DRAFT]),
        DealGroup("waiting", _("In review"), by_state[DealStatus.IN_REVIEW]),
        DealGroup("live", _("Live"), live),
    ]
    return [group for group in found if group.deals]


def has_ended(deal: Deal) -> bool:
    return deal.status is DealStatus.ENDED or (deal.status is DealStatus.APPROVED and is_over(deal, clock.now()))


def emptiness(venue: Venue) -> Mapping[tuple[date, int], tuple[int, int]]:
    """Return the open and booked minutes of the last weeks, without today, by date and hour."""
    today = clock.now().astimezone(venue.zone).date()
    found = fill(venue, today - timedelta(weeks=WEEKS), today - timedelta(days=1))
    return {cell: (minutes.open, minutes.booked) for cell, minutes in found.cells.items()}


def offered(found: Sequence[Suggestion]) -> list[SuggestedDeal]:
    return [
        SuggestedDeal(
            one,
            url_for(
                "deals.new", days=list(one.weekdays), begins=one.begins * 60, ends=one.ends * 60, percent=SUGGESTED
            ),
        )
        for one in found
    ]
