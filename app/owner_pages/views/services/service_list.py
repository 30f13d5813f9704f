"""The list of a venue's services: their order, and hiding, copying, removing and restoring them."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.bookings.sales import upcoming_count
from app.catalog import copy as service_copy
from app.catalog.actions.visibility import archive_service, copy_service, order_services, restore_service, show_service
from app.catalog.models import Service
from app.catalog.queries import all_services, any_service, removed_service, removed_services, starts_listed
from app.core.errors import Conflict
from app.core.reordering import wanted_order, what_moved
from app.owner_pages.views.services import bp
from app.taxonomy.models import Category
from app.team.queries import members_of
from app.venues.enums import Ability
from app.venues.guards import own_venue
from app.venues.models import Venue
from app.web.htmx import flash_undo, go, render, wants_partial


@dataclass(frozen=True, slots=True)
class CategoryServices:
    """A top-level category with the venue's services in it, in the venue's order."""

    category: Category
    services: Sequence[Service]

    @property
    def key(self) -> str:
        """A key that no service slug can equal."""
        return f"kind.{self.category.slug}"


def grouped(services: Sequence[Service]) -> list[CategoryServices]:
    """Group the services as guests see them: the categories in the order of their first services."""
    found: dict[int, tuple[Category, list[Service]]] = {}
    for service in services:
        whole = service.category.parent or service.category
        found.setdefault(whole.id, (whole, []))[1].append(service)
    return [CategoryServices(category, members) for category, members in found.values()]


@bp.get("/")
@own_venue(Ability.MANAGE_SERVICES)
def index(venue: Venue) -> ResponseReturnValue:
    return listed(venue)


def listed(venue: Venue, *, message: str = "", refused: str = "") -> ResponseReturnValue:
    """Render the list, with a status message for screen readers, or with the reason why nothing changed."""
    services = all_services(venue)
    return render(
        "catalog/index.html",
        "catalog/_list.html",
        status=409 if refused else 200,
        workplace=venue.name,
        groups=grouped(services),
        starts=starts_listed(services),
        removed=removed_services(venue),
        needs_team=not services and not members_of(venue),
        copy=service_copy,
        message=message,
        refused=refused,
    )


@bp.post("/<service>/show")
@own_venue(Ability.MANAGE_SERVICES)
def show(venue: Venue, service: str) -> ResponseReturnValue:
    """Show a service to guests, or hide it."""
    found, active = any_service(venue, service), request.form.get("active") == "1"
    show_service(service=found, active=active)
    if active:
        return answered(venue, _("%(service)s is active.", service=found.title))
    return answered(venue, _("%(service)s is hidden.", service=found.title))


@bp.post("/<service>/copy")
@own_venue(Ability.MANAGE_SERVICES)
def copy(venue: Venue, service: str) -> ResponseReturnValue:
    try:
        found = any_service(venue, service)
        title = _("Copy of %(service)s", service=found.title)
        made = copy_service(venue=venue, service=found, title=title)
    except Conflict as refused:
        return listed(venue, refused=refused.message)
    flash(_("Here’s your copy. It’s hidden from guests until you make it active."))
    return go(url_for("catalog.edit", service=made.slug))


@bp.post("/<service>/remove")
@own_venue(Ability.MANAGE_SERVICES)
def remove(venue: Venue, service: str) -> ResponseReturnValue:
    """Remove a service from the list, with Undo."""
    found = any_service(venue, service)
    active = found.active
    archive_service(service=found)
    undo = url_for("catalog.restore", service=found.slug, active=int(active))
    flash_undo(service_copy.removed(found, upcoming_count(found.id)), undo)
    return go(url_for("catalog.index"))


@bp.post("/<service>/restore")
@own_venue(Ability.MANAGE_SERVICES)
def restore(venue: Venue, service: str) -> ResponseReturnValue:
    """Restore a removed service, hidden unless the URL says that it was visible."""
    found = removed_service(venue, service)
    restore_service(service=found, active=request.args.get("active") == "1")
    if found.active:
        flash(_("%(service)s is back on your list.", service=found.title))
    else:
        flash(_("%(service)s is back on your list. It’s hidden until you make it active.", service=found.title))
    return go(url_for("catalog.index"))


@bp.post("/order")
@own_venue(Ability.MANAGE_SERVICES)
def order(venue: Venue) -> ResponseReturnValue:
    """Reorder the services of one category (`of`, its slug), or the categories."""
    groups = grouped(all_services(venue))
    try:
        wanted, message = reordered(groups, request.args.get("of", ""))
        order_services(venue=venue, slugs=wanted)
    except Conflict as refused:
        return listed(venue, refused=refused.message)
    return answered(venue, message)


def reordered(groups: Sequence[CategoryServices], of: str) -> tuple[list[str], str]:
    """Return all slugs in their new order, and the message. Raises Conflict or DomainError."""
    lists = {group.key: [service.slug for service in group.services] for group in groups}
    names = {service.slug: service.title for group in groups for service in group.services}
    names |= {group.key: group.category.name for group in groups}
    key = next((group.key for group in groups if group.category.slug == of), "")
    if of and not key:
        raise Conflict(_("Your list changed while you were editing. Here’s the current order. Try again."))
    order = wanted_order(request.form, lists[key] if key else list(lists))
    if key:
        lists[key] = order
    else:
        lists = {group: lists[group] for group in order}
    message = what_moved(request.form, order, names)
    return [slug for slugs in lists.values() for slug in slugs], message


def answered(venue: Venue, message: str) -> ResponseReturnValue:
    """Respond with the current list as a partial for htmx, otherwise redirect to it."""
    if wants_partial():
        return listed(venue, message=message)
    flash(message)
    return go(url_for("catalog.index"))
