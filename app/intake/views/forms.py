"""Pages where an owner adds, edits, orders, hides and removes forms."""

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.catalog.queries import all_services
from app.core.errors import Conflict, NotFound
from app.core.reordering import wanted_order, what_moved
from app.intake import copy
from app.intake.actions import forms as actions
from app.intake.errors import IntakeErrorCode
from app.intake.forms.owner import FormEdit, FormForm, values_of
from app.intake.models import MAX_FORMS, IntakeVersion
from app.intake.queries.forms import form_of, forms_of, number_answered, services_by_form
from app.intake.ready_made.all import STARTERS, starter_called
from app.intake.views import bp
from app.venues.enums import Ability
from app.venues.guards import own_venue
from app.venues.models import Venue
from app.web.htmx import flash_undo, flash_way, go, render, wants_partial


@bp.get("/")
@own_venue(Ability.MANAGE_SERVICES)
def index(venue: Venue) -> ResponseReturnValue:
    return listed(venue)


def listed(venue: Venue, *, message: str = "", refused: str = "") -> ResponseReturnValue:
    """Render the list with a message for screen readers about what changed, or with the reason why nothing did."""
    versions = forms_of(venue)
    return render(
        "intake/index.html",
        "intake/_list.html",
        status=409 if refused else 200,
        workplace=venue.name,
        versions=versions,
        services=services_by_form(versions),
        numbers=number_answered(versions),
        starters=STARTERS,
        most=MAX_FORMS,
        message=message,
        refused=refused,
        copy=copy,
    )


@bp.route("/new", methods=["GET", "POST"])
@own_venue(Ability.MANAGE_SERVICES)
def add(venue: Venue) -> ResponseReturnValue:
    """Add a form without questions, and go on to its questions."""
    services = all_services(venue)
    form = FormForm().offer(services)
    if form.validate_on_submit():
        with form.refusals(form.title, Conflict):
            version = actions.create_form(
                venue=venue, title=form.title.value, intro=form.intro.value, services=form.chosen(services)
            )
            flash(_("Form added. Add its questions next."))
            return go(url_for("intake.show", form_id=version.form.key))
    return show_form(venue, form)


@bp.post("/ready-made/<name>")
@own_venue(Ability.MANAGE_SERVICES)
def add_starter(venue: Venue, name: str) -> ResponseReturnValue:
    """Add a ready-made form, for the services of its category that have no form yet."""
    starter = starter_called(name)
    if starter is None:
        raise NotFound(IntakeErrorCode.NO_SUCH_FORM)
    taken = {service.id for services in services_by_form(forms_of(venue)).values() for service in services}
    services = [service for service in all_services(venue) if service.id not in taken and starter.fits(service)]
    try:
        version = actions.create_form(
            venue=venue,
            title=str(starter.title),
            intro=str(starter.intro),
            services=services,
            questions=starter.questions(),
        )
    except Conflict as refused:
        return listed(venue, refused=refused.message)
    flash(_("Form added. Read it, change what you need, and check its services."))
    return go(url_for("intake.show", form_id=version.form.key))


@bp.get("/<form_id>")
@own_venue(Ability.MANAGE_SERVICES)
def show(venue: Venue, form_id: str) -> ResponseReturnValue:
    return shown(venue, form_of(venue, form_id))


def shown(venue: Venue, version: IntakeVersion, *, message: str = "", refused: str = "") -> ResponseReturnValue:
    """Render a form with its questions."""
    return render(
        "intake/form.html",
        "intake/_questions.html",
        status=409 if refused else 200,
        workplace=venue.name,
        version=version,
        facts=copy.form_facts(
            version,
            services_by_form([version])[version.form_id],
            number_answered([version]).get(version.form_id, 0),
        ),
        message=message,
        refused=refused,
        copy=copy,
    )


@bp.route("/<form_id>/edit", methods=["GET", "POST"])
@own_venue(Ability.MANAGE_SERVICES)
def edit(venue: Venue, form_id: str) -> ResponseReturnValue:
    version, services = form_of(venue, form_id), all_services(venue)
    form = FormEdit(data=values_of(version, services_by_form([version])[version.form_id]))
    form.offer(services)
    if form.validate_on_submit():
        actions.edit_form(
            venue=venue,
            key=form_id,
            title=form.title.value,
            intro=form.intro.value,
            services=form.chosen(services),
        )
        flash(_("Form saved. Earlier answers stay with the version that guests answered."))
        return go(url_for("intake.show", form_id=form_id))
    return show_form(venue, form, version=version)


@bp.post("/order")
@own_venue(Ability.MANAGE_SERVICES)
def order(venue: Venue) -> ResponseReturnValue:
    keys = [version.form.key for version in forms_of(venue)]
    try:
        wanted = wanted_order(request.form, keys)
        actions.order_forms(venue=venue, keys=wanted)
    except Conflict as refused:
        return listed(venue, refused=refused.message)
    message = what_moved(request.form, wanted, _("The form"))
    return listed(venue, message=message) if wants_partial() else go(url_for("intake.index"))


@bp.post("/<form_id>/active")
@own_venue(Ability.MANAGE_SERVICES)
def activate(venue: Venue, form_id: str) -> ResponseReturnValue:
    """Choose whether guests are asked to answer the form."""
    version = actions.set_active(venue=venue, key=form_id, active=request.form.get("active") == "1")
    message = (
        _("Guests are asked to answer “%(form)s”.", form=version.title)
        if version.form.active
        else _("“%(form)s” is hidden. We no longer ask guests to answer it.", form=version.title)
    )
    if wants_partial():
        return listed(venue, message=message)
    flash(message)
    return go(url_for("intake.index"))


@bp.post("/<form_id>/remove")
@own_venue(Ability.MANAGE_SERVICES)
def remove(venue: Venue, form_id: str) -> ResponseReturnValue:
    """Remove a form immediately, with a button to undo it."""
    active = form_of(venue, form_id).form.active
    version = actions.remove_form(venue=venue, key=form_id)
    flash_undo(
        _("Form removed: “%(form)s”. Guests’ answers stay with their bookings.", form=version.title),
        url_for("intake.restore", form_id=form_id, active=int(active)),
    )
    return go(url_for("intake.index"))


@bp.post("/<form_id>/restore")
@own_venue(Ability.MANAGE_SERVICES)
def restore(venue: Venue, form_id: str) -> ResponseReturnValue:
    try:
        version = actions.restore_form(venue=venue, key=form_id, active=request.args.get("active") == "1")
    except Conflict as refused:
        flash(refused.message, "error")
        return go(url_for("intake.index"))
    flash_way(
        _("Form restored: “%(form)s”", form=version.title), _("View form"), url_for("intake.show", form_id=form_id)
    )
    return go(url_for("intake.index"))


def show_form(venue: Venue, form: FormForm, *, version: IntakeVersion | None = None) -> ResponseReturnValue:
    """Render the form for name, introduction and services; 422 if it has errors."""
    return render(
        "intake/edit.html",
        "intake/_edit.html",
        status=422 if form.errors else 200,
        workplace=venue.name,
        form=form,
        version=version,
    )
