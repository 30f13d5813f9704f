"""The venues featured on the home page, their order, and their last day."""

from datetime import date, datetime, time, timedelta
from typing import Any

from flask import flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guards import current_user_or_403
from app.admin import copy
from app.admin.abilities import AdminAbility, admins_with
from app.admin.actions.featured import feature_venue, order_featured, unfeature_venue
from app.admin.forms.featured import FeatureForm
from app.admin.queries.featured import featured_venues
from app.admin.queries.venues import find_venues, venue_for_admin
from app.admin.request_args import parse_text
from app.admin.views import bp
from app.core import clock
from app.core.errors import DomainError, NotFound
from app.core.reordering import wanted_order, what_moved
from app.search_index.models import MAX_FEATURED
from app.venues.enums import VenueStatus
from app.venues.models import Venue
from app.web.htmx import go

FOUND = 5


@bp.get("/featured")
@admins_with(AdminAbility.READ)
def featured() -> ResponseReturnValue:
    return shown()


@bp.post("/featured/<slug>")
@admins_with(AdminAbility.EDIT_SITE)
def feature(slug: str) -> ResponseReturnValue:
    """Feature a venue, put it back in its former position, or change its last day."""
    venue, form = venue_for_admin(slug), FeatureForm()
    if form.validate_on_submit():
        with form.refusals(form.until):
            place = form.place or MAX_FEATURED
            feature_venue(venue=venue, admin=current_user_or_403(), until=end_of(form.until.data), position=place)
            flash(featured_words(venue, form.until.data))
            return go(url_for("admin.featured"))
    return shown(refused=(venue, form), status=422)


@bp.post("/featured/<slug>/remove")
@admins_with(AdminAbility.EDIT_SITE)
def unfeature(slug: str) -> ResponseReturnValue:
    """Remove a venue. The next page offers an undo."""
    venue = venue_for_admin(slug)
    row = unfeature_venue(venue=venue, admin=current_user_or_403())
    until = last_day(row.until)
    return go(
        url_for("admin.featured", removed=venue.slug, place=row.position, until=until.isoformat() if until else None)
    )


@bp.post("/featured-order")
@admins_with(AdminAbility.EDIT_SITE)
def feature_order() -> ResponseReturnValue:
    slugs = [row.venue.slug for row in featured_venues()]
    try:
        wanted = wanted_order(request.form, slugs)
        order_featured(slugs=wanted, admin=current_user_or_403())
    except DomainError as refused:
        return shown(trouble=refused.message, status=refused.status)
    names = {row.venue.slug: row.venue.name for row in featured_venues()}
    flash(what_moved(request.form, wanted, names))
    return go(url_for("admin.featured"))


def shown(
    *, refused: tuple[Venue, FeatureForm] | None = None, trouble: str = "", status: int = 200
) -> ResponseReturnValue:
    rows = featured_venues()
    text, slugs = parse_text(request.args), {row.venue.slug for row in rows}
    found = find_venues(text, VenueStatus.LIVE).rows if text else []
    others = [venue for venue in found if venue.slug not in slugs][:FOUND]
    if refused and refused[0].slug not in slugs:
        others = [refused[0]]
    more: dict[str, Any] = {"refused": refused, "trouble": trouble, "undo": undo(slugs), "copy": copy}
    html = render_template(
        "admin/featured/index.html",
        rows=rows,
        now=clock.now(),
        last_day=last_day,
        most=MAX_FEATURED,
        text=text,
        found=others,
        **more,
    )
    return make_response(html, status)


def undo(slugs: set[str]) -> dict[str, str] | None:
    """Return the values to restore a venue that was just removed."""
    slug = request.args.get("removed", "")
    if not slug or slug in slugs:
        return None
    try:
        name = venue_for_admin(slug).name
    except NotFound:
        return None
    return {
        "slug": slug,
        "name": name,
        "position": request.args.get("place", ""),
        "until": request.args.get("until", ""),
    }


def end_of(day: date | None) -> datetime | None:
    """Return the midnight after a day, in the office's time zone."""
    return datetime.combine(day + timedelta(days=1), time(), copy.zone()) if day else None


def last_day(until: datetime | None) -> date | None:
    return (until - timedelta(seconds=1)).astimezone(copy.zone()).date() if until else None


def featured_words(venue: Venue, day: date | None) -> str:
    """Return the confirmation message. `day` is the last one."""
    if day is None:
        return _("%(venue)s is now featured for guests near %(city)s.", venue=venue.name, city=venue.city)
    return _(
        "%(venue)s is now featured for guests near %(city)s through %(day)s.",
        venue=venue.name,
        city=venue.city,
        day=f"{day:%b} {day.day}",
    )
