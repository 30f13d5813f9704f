"""Changes of a deal's status: submit, withdraw, end, copy and remove, with Undo where possible."""

from collections.abc import Callable
from functools import wraps

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.errors import Conflict
from app.deals.actions.drafts import copy_deal, remove_deal, restore_deal, send_deal, withdraw_deal
from app.deals.actions.end import end_deal, resume_deal
from app.deals.enums import DealStatus
from app.deals.models import Deal
from app.deals.queries.deals import deal_of
from app.owner_pages.views.deals import bp
from app.venues.enums import Ability
from app.venues.guards import own_venue
from app.venues.models import Venue
from app.web.htmx import flash_undo, go


def own_deal(act: Callable[[Deal], None]) -> Callable[..., ResponseReturnValue]:
    """Wrap an action on a deal of the owner's own venue as a view that then redirects to the list."""

    @wraps(act)
    def view(venue: Venue, deal_id: str) -> ResponseReturnValue:
        act(deal_of(venue, deal_id))
        return go(url_for("deals.index"))

    return own_venue(Ability.MANAGE_DEALS)(view)


@bp.post("/<deal_id>/send")
@own_deal
def send(deal: Deal) -> None:
    send_deal(deal=deal)
    flash_undo(
        _("“%(deal)s” is in review. We’ll email you within a day.", deal=deal.title),
        url_for("deals.withdraw", deal_id=deal.public_id),
    )


@bp.post("/<deal_id>/withdraw")
@own_deal
def withdraw(deal: Deal) -> None:
    withdraw_deal(deal=deal)
    flash_undo(
        _("Submission withdrawn. “%(deal)s” is a draft again.", deal=deal.title),
        url_for("deals.send", deal_id=deal.public_id),
    )


@bp.post("/<deal_id>/end")
@own_deal
def end(deal: Deal) -> None:
    if deal.status not in {DealStatus.APPROVED, DealStatus.ENDED}:
        raise Conflict(_("Only a live deal can end. Withdraw this one, or remove it."))
    end_deal(deal=deal)
    flash_undo(
        _("“%(deal)s” has ended. Existing bookings keep their price.", deal=deal.title),
        url_for("deals.resume", deal_id=deal.public_id),
    )


@bp.post("/<deal_id>/resume")
@own_deal
def resume(deal: Deal) -> None:
    resume_deal(deal=deal)
    flash(_("“%(deal)s” is live again.", deal=deal.title))


@bp.post("/<deal_id>/copy")
@own_venue(Ability.MANAGE_DEALS)
def copy(venue: Venue, deal_id: str) -> ResponseReturnValue:
    made = copy_deal(deal=deal_of(venue, deal_id), venue=venue)
    flash(_("Here’s your copy, saved as a draft. Check it, then submit it for review."))
    return go(url_for("deals.edit", deal_id=made.public_id))


@bp.post("/<deal_id>/remove")
@own_deal
def remove(deal: Deal) -> None:
    remove_deal(deal=deal)
    flash_undo(_("“%(deal)s” was removed.", deal=deal.title), url_for("deals.restore", deal_id=deal.public_id))


@bp.post("/<deal_id>/restore")
@own_deal
def restore(deal: Deal) -> None:
    restore_deal(deal=deal)
    flash(_("“%(deal)s” is a draft again.", deal=deal.title))
