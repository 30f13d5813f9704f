"""An owner's pages about disputes of their guests' payments."""

from flask import Blueprint, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access_log.enums import AccessKind
from app.access_log.pages import opened
from app.core.errors import Conflict
from app.dispute_pages import copy
from app.dispute_pages.evidence import evidence_form
from app.dispute_pages.forms import EvidenceForm
from app.dispute_pages.queries import dispute_of_venue, disputes_of_venue, part_of_venue
from app.disputes.actions.evidence import save_evidence
from app.disputes.errors import DisputeErrorCode
from app.disputes.models import Dispute
from app.disputes.queries.disputes import pass_of, venues_of
from app.venues.enums import Ability
from app.venues.guards import own_venue
from app.venues.models import Venue
from app.web.htmx import go

bp = Blueprint("disputes", __name__, url_prefix="/venue/disputes")


@bp.get("/")
@own_venue(Ability.MANAGE_PAYOUTS)
def index(venue: Venue) -> ResponseReturnValue:
    found = disputes_of_venue(venue.id)
    return render_template(
        "disputes/index.html",
        workplace=venue.name,
        venue=venue,
        disputes=found,
        parts={one.id: part_of_venue(one, venue.id, one.amount_cents) for one in found},
        copy=copy,
    )


@bp.get("/<dispute_id>")
@own_venue(Ability.MANAGE_PAYOUTS)
def show(venue: Venue, dispute_id: str) -> ResponseReturnValue:
    dispute = dispute_of_venue(venue.id, dispute_id)
    if dispute.order is not None:
        opened(AccessKind.BOOKING, user_id=dispute.order.user_id)
    return _shown(venue, dispute, evidence_form(dispute))


@bp.post("/<dispute_id>")
@own_venue(Ability.MANAGE_PAYOUTS)
def save(venue: Venue, dispute_id: str) -> ResponseReturnValue:
    """Save the draft of the evidence. Of a dispute about several venues, only admins write it."""
    dispute, form = dispute_of_venue(venue.id, dispute_id), EvidenceForm()
    if not is_only_of(venue, dispute):
        raise Conflict(DisputeErrorCode.ALREADY_DECIDED)
    if form.validate_on_submit():
        with form.refusals(form.uncategorized_text):
            save_evidence(
                dispute=dispute,
                texts=form.texts,
                version=form.seen_version,
                is_complete=bool(form.is_complete.data),
            )
            flash(_("Evidence saved."))
            return go(url_for("disputes.show", dispute_id=dispute.public_id))
    return _shown(venue, dispute, form)


def is_only_of(venue: Venue, dispute: Dispute) -> bool:
    return venues_of(dispute.id) == [venue.id]


def _shown(venue: Venue, dispute: Dispute, form: EvidenceForm) -> ResponseReturnValue:
    html = render_template(
        "disputes/show.html",
        workplace=venue.name,
        venue=venue,
        dispute=dispute,
        part=part_of_venue(dispute, venue.id, dispute.amount_cents),
        taken=part_of_venue(dispute, venue.id, dispute.taken_cents),
        ours=[one for one in dispute.allocations if one.booking.venue_order.venue_id == venue.id],
        held=pass_of(dispute),
        is_only_ours=is_only_of(venue, dispute),
        form=form,
        copy=copy,
    )
    return html, 422 if form.errors else 200
