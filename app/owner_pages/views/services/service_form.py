"""The form of a new or existing service."""

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.availability.capacity import RoomTooSmall, shrink_capacity
from app.bookings.sales import upcoming_with
from app.catalog import copy as service_copy
from app.catalog.actions.create import add_open_service, add_scheduled_service, add_staffed_service
from app.catalog.actions.edit import (
    edit_open_service,
    edit_scheduled_service,
    edit_staffed_service,
    set_service_photo,
)
from app.catalog.actions.extras import set_add_ons
from app.catalog.actions.offers import MAX_TITLE
from app.catalog.category_hint import narrower_category
from app.catalog.enums import ServiceKind
from app.catalog.forms.changes import change
from app.catalog.forms.service import ServiceEdit, ServiceForm, ServiceFormContext
from app.catalog.forms.service_fields import new_form
from app.catalog.forms.steps import steps
from app.catalog.models import Service
from app.catalog.queries import any_service
from app.core.errors import NotFound
from app.intake.queries.forms import forms_of
from app.intake.ready_made.all import STARTERS
from app.owner_pages.views.services import bp
from app.owner_pages.views.services.preview import preview_of
from app.owner_pages.views.services.setting import opened, setting_of
from app.photos.forms import PhotoForm
from app.taxonomy.queries import categories
from app.team.queries import members_of
from app.venues.enums import Ability
from app.venues.guards import own_venue
from app.venues.models import Venue
from app.web.htmx import flash_way, go, render, vary, wants_partial
from app.web.onward import onward
from app.web.route_limits import limited
from app.web.security import takes_files


@bp.get("/new")
@own_venue(Ability.MANAGE_SERVICES)
def choose(venue: Venue) -> ResponseReturnValue:
    """Show the page to choose the kind of a new service, which decides the fields of its form."""
    return render(
        "catalog/choose.html",
        "catalog/choose.html",
        workplace=venue.name,
        kinds=service_copy.KINDS,
        team=members_of(venue),
    )


@bp.get("/new/category")
@own_venue(Ability.MANAGE_SERVICES)
def category_hint(venue: Venue) -> ResponseReturnValue:  # noqa: ARG001 -- the guard passes it
    """Return the narrower category that a name implies, shown below the field.

    Without htmx, redirects to the page that chooses a kind.
    """
    if not wants_partial():
        return redirect(url_for("catalog.choose"))
    narrower = narrower_category(
        request.args.get("title", "")[:MAX_TITLE], request.args.get("category", ""), categories()
    )
    return vary(make_response(render_template("catalog/_category_hint.html", narrower=narrower)))


@bp.route("/new/type/<kind>", methods=["GET", "POST"])
@own_venue(Ability.MANAGE_SERVICES)
def add(venue: Venue, kind: str) -> ResponseReturnValue:
    if kind not in service_copy.BY_WORD:
        raise NotFound(_("Choose a treatment, a room, or a class."))
    setting = setting_of(venue, service_copy.BY_WORD[kind])
    form = new_form(setting)
    if change(form):
        return show_form(setting, form)
    if form.validate_on_submit():
        with form.refusals(form.title):
            service = added(setting, form)
            set_add_ons(service=service, additions=form.additions())
            say_added(venue, service, added_words(service, setting))
            return go(onward("catalog.index", another=url_for("catalog.choose")))
    return show_form(setting, form)


def say_added(venue: Venue, service: Service, message: str) -> None:
    """Say that a service was added, and suggest a ready-made intake form if one fits and the venue has no form yet."""
    if not forms_of(venue) and any(starter.fits(any_service(venue, service.slug)) for starter in STARTERS):
        flash_way(message, _("Add an intake form"), url_for("intake.index", _anchor="ready-made"))
    else:
        flash(message)


def added_words(service: Service, setting: ServiceFormContext) -> str:
    if not service.active:
        return _("%(service)s was added. It’s hidden from guests.", service=service.title)
    if service.is_staffed and not setting.team:
        return _("%(service)s was added. Add a team member so guests can book it.", service=service.title)
    if setting.venue.is_public:
        return _("%(service)s was added. Guests can book it now.", service=service.title)
    return _("%(service)s was added. Guests can book it once your venue is live.", service=service.title)


def added(setting: ServiceFormContext, form: ServiceForm) -> Service:
    venue, offer = setting.venue, form.offer()
    match setting.kind:
        case ServiceKind.STAFFED:
            return add_staffed_service(venue=venue, offer=offer, performers=form.performs())
        case ServiceKind.OPEN:
            return add_open_service(venue=venue, offer=offer, capacity=form.capacity())
        case ServiceKind.SCHEDULED:
            places, starts = form.capacity(), form.starts()
            return add_scheduled_service(venue=venue, offer=offer, capacity=places, starts=starts)


@bp.route("/<service>/edit", methods=["GET", "POST"])
@own_venue(Ability.MANAGE_SERVICES)
def edit(venue: Venue, service: str) -> ResponseReturnValue:
    found = any_service(venue, service)
    form = opened(venue, found)
    setting = form.setting
    if change(form):
        return show_form(setting, form, found)
    if form.validate_on_submit():
        with form.refusals(form.title), form.refusals(form.room, RoomTooSmall):
            message = saved(setting, found, form)
            set_add_ons(service=found, additions=form.additions())
            flash(message)
            return go(onward("catalog.index", another=url_for("catalog.choose")))
    return show_form(setting, form, found)


@bp.post("/<service>/photo")
@limited("uploads")
@takes_files()
@own_venue(Ability.MANAGE_SERVICES)
def photo(venue: Venue, service: str) -> ResponseReturnValue:
    """Save the photo with a form of its own, so that an invalid price never loses a chosen file."""
    found, form = any_service(venue, service), PhotoForm()
    if not form.settle(found.photo, lambda photo: set_service_photo(service=found, photo=photo)):
        others = opened(venue, found, sent=False)
        return show_form(others.setting, others, found, photo_form=form)
    flash(form.message)
    return go(url_for("catalog.edit", service=found.slug, _anchor="photo"))


def saved(setting: ServiceFormContext, service: Service, form: ServiceEdit) -> str:
    """Save the service and return the message, with the bookings that do not change."""
    venue, offer, booked = setting.venue, form.offer(service), upcoming_with(service.id)
    before = {one.member_id: one.member.first_name for one in service.performers}
    if service.is_staffed:
        performers = form.performs()
        edit_staffed_service(venue=venue, service=service, offer=offer, performers=performers)
        still = {one.member.id for one in performers}
        former_providers = [(name, booked.get(member, 0)) for member, name in before.items() if member not in still]
        return service_copy.saved(service, former_providers, sum(booked.values()))
    shrink_capacity(venue=venue, resource_id=service.resource_id or 0, capacity=form.capacity())
    if service.kind is ServiceKind.OPEN:
        edit_open_service(venue=venue, service=service, offer=offer, capacity=form.capacity())
    else:
        places, starts = form.capacity(), form.starts()
        edit_scheduled_service(venue=venue, service=service, offer=offer, capacity=places, starts=starts)
    return service_copy.saved(service, [], sum(booked.values()))


def show_form(
    setting: ServiceFormContext,
    form: ServiceForm,
    service: Service | None = None,
    *,
    photo_form: PhotoForm | None = None,
) -> ResponseReturnValue:
    """Render the form; `photo_form` is the photo form if it has errors.

    A refused form replaces the one on the page, so that its finished steps fold. Any other response only adds to it.
    """
    response = render(
        "catalog/form.html",
        "catalog/_form.html",
        status=422 if form.errors or photo_form else 200,
        photo_form=photo_form or (PhotoForm(obj=service.photo, formdata=None) if service else None),
        workplace=setting.venue.name,
        setting=setting,
        form=form,
        service=service,
        venue=setting.venue,
        steps=steps(form, is_new=service is None),
        preview=preview_of(setting.venue, form, service),
        kind=service_copy.KINDS[setting.kind],
        narrower=narrower_category(form.title.data or "", form["category"].data or "", setting.categories),
    )
    if form.errors and wants_partial():
        response.headers["HX-Reswap"] = "outerHTML"
    return response
