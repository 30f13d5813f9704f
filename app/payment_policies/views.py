"""The owner's pages about how guests pay: for the venue, and for a service that differs."""

from collections.abc import Sequence

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.catalog.models import Service
from app.catalog.queries import all_services, any_service
from app.core.errors import DomainError
from app.payment_policies import copy
from app.payment_policies.actions import check_policy, set_service_policy, set_venue_policy
from app.payment_policies.forms import PolicyForm
from app.venues.enums import Ability, PaymentTerms
from app.venues.guards import own_venue
from app.venues.models import Venue
from app.venues.payment_policy import PaymentPolicy
from app.web.htmx import go

bp = Blueprint("payment_policies", __name__, url_prefix="/venue/how-guests-pay")
# How many services a preview names.
EXAMPLES = 3


@bp.route("/", methods=["GET", "POST"])
@own_venue(Ability.MANAGE_LISTING)
def index(venue: Venue) -> ResponseReturnValue:
    return _edit(venue, None)


@bp.route("/<service>", methods=["GET", "POST"])
@own_venue(Ability.MANAGE_LISTING)
def of_service(venue: Venue, service: str) -> ResponseReturnValue:
    return _edit(venue, any_service(venue, service))


def _edit(venue: Venue, service: Service | None) -> ResponseReturnValue:
    """Show the policy of the venue, or of one service; check what was typed, and save it unless only a preview is
    wanted."""
    services = [service] if service else all_services(venue)
    saved = (service.payment_policy if service.payment_terms else None) if service else venue.payment_policy
    form = PolicyForm.of(
        saved, venue.payment_policy if service else None, allows_each_date=venue.allows_each_date and not service
    )
    shown = saved or venue.payment_policy
    is_preview = request.form.get("do") == "preview"
    if form.validate_on_submit():
        try:
            shown = form.policy or venue.payment_policy
            if not is_preview:
                return _save(venue, service, form)
            check_policy(shown, [each for each in services if service or each.payment_terms is None])
        except DomainError as refused:
            form.form_errors.append(refused.message)
            shown = saved or venue.payment_policy
    html = render_template(
        "payment_policies/edit.html",
        workplace=venue.name,
        venue=venue,
        service=service,
        services=services,
        form=form,
        examples=_examples(shown, services),
        is_preview=is_preview and not form.errors,
        kinds=PaymentTerms,
        copy=copy,
    )
    return make_response(html, 422 if form.errors else 200)


def _save(venue: Venue, service: Service | None, form: PolicyForm) -> ResponseReturnValue:
    if service is not None:
        set_service_policy(service=service, policy=form.policy)
    elif form.policy is not None:
        set_venue_policy(venue=venue, policy=form.policy, allows_each_date=form.each_date.data)
    flash(_("Saved. New bookings are paid this way."))
    return go(url_for("payment_policies.index"))


def _examples(policy: PaymentPolicy, services: Sequence[Service]) -> list[str]:
    """Return what a policy means for the first services that cost something."""
    priced = [each for each in services if each.options and each.first_option.price_cents]
    return [copy.example(policy, each.title, each.first_option.price_cents) for each in priced[:EXAMPLES]]
