"""What becomes of a deal: sent in, taken back, ended, copied, removed. What can be undone has Undo."""

from collections.abc import Callable
from functools import wraps

from flask import flash, url_for
from flask.typing import ResponseReturnValue

from app.deals.actions import (
    copy_deal,
    end_deal,
    remove_deal,
    restore_deal,
    resume_deal,
    send_deal,
    withdraw_deal,
)
from app.deals.enums import DealStatus
from app.deals.models import Deal
from app.deals.queries import deal_of
from app.deals.views.blueprint import bp
from app.errors import Conflict
from app.htmx import flash_undo, go
from app.venues.guards import own_venue
from app.venues.models import Venue


def own_deal(act: Callable[[Deal], None]) -> Callable[..., ResponseReturnValue]:
    """A view that does something to a deal of the provider's own venue, then shows the list."""

    @wraps(act)
    def view(venue: Venue, deal_id: str) -> ResponseReturnValue:
        act(deal_of(venue, deal_id))
        return go(url_for(".index"))

    return own_venue(view)


@bp.post("/<deal_id>/send")
@own_deal
def send(deal: Deal) -> None:
    send_deal(deal=deal)
    flash_undo(
        f"“{deal.title}” is sent in. We look at it within a day and write to you.",
        url_for(".withdraw", deal_id=deal.public_id),
    )


@bp.post("/<deal_id>/withdraw")
@own_deal
def withdraw(deal: Deal) -> None:
    withdraw_deal(deal=deal)
    flash_undo(f"“{deal.title}” is a draft again.", url_for(".send", deal_id=deal.public_id))


@bp.post("/<deal_id>/end")
@own_deal
def end(deal: Deal) -> None:
    if deal.status not in {DealStatus.APPROVED, DealStatus.ENDED}:
        raise Conflict("Only a live deal is ended. Take this one back, or remove it.")
    end_deal(deal=deal)
    flash_undo(f"“{deal.title}” has ended. What is booked keeps its price.", url_for(".resume", deal_id=deal.public_id))


@bp.post("/<deal_id>/resume")
@own_deal
def resume(deal: Deal) -> None:
    resume_deal(deal=deal)
    flash(f"“{deal.title}” is live again.")


@bp.post("/<deal_id>/copy")
@own_venue
def copy(venue: Venue, deal_id: str) -> ResponseReturnValue:
    made = copy_deal(deal=deal_of(venue, deal_id), venue=venue)
    flash("This is the copy, a draft. Look it over, then send it in.")
    return go(url_for(".edit", deal_id=made.public_id))


@bp.post("/<deal_id>/remove")
@own_deal
def remove(deal: Deal) -> None:
    remove_deal(deal=deal)
    flash_undo(f"“{deal.title}” is removed.", url_for(".restore", deal_id=deal.public_id))


@bp.post("/<deal_id>/restore")
@own_deal
def restore(deal: Deal) -> None:
    restore_deal(deal=deal)
    flash(f"“{deal.title}” is a draft again.")
