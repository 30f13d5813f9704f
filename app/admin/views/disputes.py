"""Disputes: what banks dispute, the evidence, and which bookings a dispute is about."""

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access_log.enums import AccessKind
from app.access_log.pages import opened
from app.accounts.guards import current_user_or_403
from app.accounts.step_up import step_up_required
from app.admin.abilities import AdminAbility, admins_with
from app.admin.actions.disputes import allocate, write_evidence
from app.admin.copy import zone
from app.admin.views import bp
from app.core.db import session
from app.core.errors import DomainError
from app.dispute_pages import copy
from app.dispute_pages.evidence import evidence_form
from app.dispute_pages.forms import EvidenceForm, cents_of
from app.dispute_pages.queries import all_disputes, bookings_charged
from app.disputes.models import Dispute
from app.disputes.queries.disputes import dispute_by_public_id
from app.web.htmx import go


@bp.get("/disputes")
@admins_with(AdminAbility.READ)
def disputes() -> ResponseReturnValue:
    return render_template("admin/disputes/index.html", disputes=all_disputes(), zone=zone(), copy=copy)


@bp.get("/disputes/<dispute_id>")
@admins_with(AdminAbility.READ)
def dispute(dispute_id: str) -> ResponseReturnValue:
    found = dispute_by_public_id(dispute_id)
    if found.order is not None:
        opened(AccessKind.ORDER, user_id=found.order.user_id)
    return shown(found, evidence_form(found))


@bp.post("/disputes/<dispute_id>/evidence")
@admins_with(AdminAbility.FINANCE)
@step_up_required
def dispute_evidence(dispute_id: str) -> ResponseReturnValue:
    """Save the evidence, and submit it to the bank if the admin says so."""
    found, form = dispute_by_public_id(dispute_id), EvidenceForm()
    if form.validate_on_submit():
        submits = bool(request.form.get("submit"))
        with form.refusals(form.uncategorized_text):
            write_evidence(
                dispute=found,
                texts=form.texts,
                version=form.seen_version,
                is_complete=bool(form.is_complete.data),
                submits=submits,
                admin=current_user_or_403(),
            )
            flash(_("The evidence is on its way to the bank.") if submits else _("Evidence saved."))
            return go(url_for("admin.dispute", dispute_id=found.public_id))
    return shown(found, form)


@bp.post("/disputes/<dispute_id>/bookings")
@admins_with(AdminAbility.FINANCE)
@step_up_required
def dispute_allocate(dispute_id: str) -> ResponseReturnValue:
    """Say how much of a dispute is about each booking of its order."""
    found = dispute_by_public_id(dispute_id)
    numbers = [booking.public_id for booking in bookings_charged(found.order_id)]
    try:
        cents = {number: cents_of(request.form.get(number, "")) for number in numbers}
        allocate(dispute=found, cents_by_booking=cents, admin=current_user_or_403())
        flash(_("Saved. What we hold changes in a minute."))
    except DomainError as problem:
        session.rollback()
        flash(problem.message, "error")
    return go(url_for("admin.dispute", dispute_id=found.public_id))


def shown(found: Dispute, form: EvidenceForm) -> ResponseReturnValue:
    html = render_template(
        "admin/disputes/show.html",
        dispute=found,
        bookings=bookings_charged(found.order_id),
        allocated={one.booking_id: one.amount_cents for one in found.allocations},
        form=form,
        zone=zone(),
        copy=copy,
    )
    return html, 422 if form.errors else 200
