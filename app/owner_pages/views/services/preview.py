"""What guests will see of a service while its owner is still typing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.catalog import copy as service_copy
from app.catalog.enums import ServiceKind
from app.catalog.forms.options import Cell
from app.catalog.forms.service import ServiceForm
from app.catalog.forms.service_fields import new_form
from app.catalog.forms.steps import steps
from app.catalog.models import Service
from app.catalog.queries import any_service
from app.commission.queries import rates_of
from app.core import clock
from app.core.errors import NotFound
from app.owner_pages.views.services import bp
from app.owner_pages.views.services.setting import opened, setting_of
from app.payouts import copy as payout_copy
from app.photos.models import Photo
from app.slot_picker.snapshots import prices_of, snapshot_of
from app.team.models import TeamMember
from app.venue_pages.profile import NextTimes, next_times
from app.venues.enums import Ability
from app.venues.guards import own_venue
from app.venues.models import Venue
from app.web.htmx import vary


@dataclass(frozen=True, slots=True)
class Preview:
    """A service as typed: its options (minutes and cents, None where missing), and who provides it at which price.

    `earned` says for the number of each option what the venue earns with it.
    """

    title: str
    description: str
    photo: Photo | None
    lengths: Sequence[tuple[int | None, int | None]]
    members: Sequence[tuple[TeamMember, Cell]]
    earned: Mapping[int, str]
    next: NextTimes | None


def preview_of(venue: Venue, form: ServiceForm, service: Service | None) -> Preview:
    numbers = form.option_numbers()
    rates = rates_of([venue.id])[venue.id]
    team = form.setting.team if form.setting.kind is ServiceKind.STAFFED else ()
    return Preview(
        form.title.value,
        form.description.value,
        (service.photo if service else None) or venue.cover,
        [(form[f"length-{n}"].value, form[f"price-{n}"].value) for n in numbers],
        [(member, form.cell(member.slug, numbers[0])) for member in team if form[f"does-{member.slug}"].data],
        {n: payout_copy.you_earn(form[f"price-{n}"].value, rates) for n in numbers},
        _next_times(venue, service) if service and service.active else None,
    )


def _next_times(venue: Venue, service: Service) -> NextTimes | None:
    """Return the next times of a service as it is saved."""
    snapshot = snapshot_of(venue)
    saved = [one for one in snapshot.services if one.id == service.id]
    return next_times(snapshot, saved, prices_of([snapshot]), clock.now()) if saved else None


@bp.post("/preview")
@own_venue(Ability.MANAGE_SERVICES)
def preview(venue: Venue) -> ResponseReturnValue:
    """Return the preview of the form as typed, with the sentences of its steps; with `sheet`, in a dialog."""
    slug, kind = request.args.get("service"), request.args.get("kind", "")
    if slug:
        service = any_service(venue, slug)
        form: ServiceForm = opened(venue, service)
    elif kind in service_copy.BY_WORD:
        service, form = None, new_form(setting_of(venue, service_copy.BY_WORD[kind]))
    else:
        raise NotFound(_("Choose a treatment, a room, or a class."))
    template = "catalog/_preview_sheet.html" if request.args.get("sheet") else "catalog/_preview_now.html"
    html = render_template(
        template,
        venue=venue,
        form=form,
        setting=form.setting,
        preview=preview_of(venue, form, service),
        steps=steps(form, is_new=service is None),
    )
    return vary(make_response(html))
