"""The owner's pages for a venue's photos."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.core.db import session
from app.core.errors import Conflict, DomainError
from app.core.reordering import wanted_order, what_moved
from app.photos.actions import describe_photo
from app.photos.validation import MAX_BYTES, MEGABYTE, TOO_HEAVY
from app.venues.actions.photos import (
    move_venue_photo,
    order_venue_photos,
    remove_venue_photo,
    restore_venue_photo,
    take_venue_photo,
)
from app.venues.actions.reindex import schedule_reindex
from app.venues.enums import Ability
from app.venues.guards import own_venue
from app.venues.models import MAX_PHOTOS, Venue
from app.venues.photo_forms import PhotoEdit, as_it_stands
from app.venues.queries import photo_of, photos_of, removed_photo_of
from app.venues.views import bp
from app.web.htmx import flash_undo, go, render, wants_partial
from app.web.route_limits import limited
from app.web.security import takes_files

# A form without JavaScript sends all of its files at once.
TOGETHER = 100 * MEGABYTE
NOTHING = _l("Choose at least one photo, then select Add photos.")


@dataclass(frozen=True)
class RejectedFile:
    """A rejected file, and what to do about it."""

    name: str
    why: str


@bp.get("/photos")
@own_venue(Ability.MANAGE_LISTING)
def photos(venue: Venue) -> ResponseReturnValue:
    return listed(venue)


def listed(
    venue: Venue, *, message: str = "", refused: Sequence[RejectedFile] = (), problem: str = "", status: int = 200
) -> ResponseReturnValue:
    """Render the list, with what changed (announced to screen readers) or why something did not."""
    if wants_partial():
        session.refresh(venue, ["photos"])  # the way on during set-up depends on the photos as they are now
    return render(
        "venues/photos.html",
        "venues/_photos.html",
        status=status,
        workplace=venue.name,
        shown=photos_of(venue),
        most=MAX_PHOTOS,
        largest=MAX_BYTES,
        too_large=TOO_HEAVY,
        **{"message" if wants_partial() else "done": message},
        refused=refused,
        problem=problem,
    )


@bp.post("/photos")
@limited("uploads")
@takes_files(bytes_together=TOGETHER)
@own_venue(Ability.MANAGE_LISTING)
def add_photos(venue: Venue) -> ResponseReturnValue:
    """Add every acceptable file, and explain why each of the others was rejected."""
    files = [file for file in request.files.getlist("files") if file.filename]
    refused = []
    for file in files:
        try:
            take_venue_photo(venue=venue, data=file.read(MAX_BYTES + 1))
        except DomainError as error:
            refused.append(RejectedFile(file.filename or "", error.message))
    taken = len(files) - len(refused)
    if not refused and taken:
        return listed(venue, message=added(taken)) if wants_partial() else done(added(taken))
    problem = "" if files else str(NOTHING)
    if wants_partial():
        return listed(venue, refused=refused, problem=problem, status=422)
    # A page, not a redirect, because it must report on each file.
    message = added(taken) if taken else ""
    return listed(venue, message=message, refused=refused, problem=problem, status=200 if taken else 422)


@bp.post("/photos/order")
@own_venue(Ability.MANAGE_LISTING)
def order_photos(venue: Venue) -> ResponseReturnValue:
    keys = [one.public_id for one in photos_of(venue)]
    try:
        wanted = wanted_order(request.form, keys)
        order_venue_photos(venue=venue, keys=wanted)
    except Conflict as refused:
        return listed(venue, problem=refused.message, status=409)
    message = what_moved(request.form, wanted, _("The photo"))
    return listed(venue, message=message) if wants_partial() else done(message)


@bp.post("/photos/<photo_id>/cover")
@own_venue(Ability.MANAGE_LISTING)
def make_cover(venue: Venue, photo_id: str) -> ResponseReturnValue:
    move_venue_photo(venue=venue, shown=photo_of(venue, photo_id), position=1)
    message = _("Cover changed. Guests see this photo first now.")
    return listed(venue, message=message) if wants_partial() else done(message)


@bp.get("/photos/<photo_id>/preview")
@own_venue(Ability.MANAGE_LISTING)
def preview_photo(venue: Venue, photo_id: str) -> ResponseReturnValue:
    """Render a single photo that was being processed, to replace its placeholder."""
    one = photo_of(venue, photo_id)
    return render_template("venues/_preview.html", one=one) if wants_partial() else go(url_for("venues.photos"))


@bp.route("/photos/<photo_id>", methods=["GET", "POST"])
@own_venue(Ability.MANAGE_LISTING)
def edit_photo(venue: Venue, photo_id: str) -> ResponseReturnValue:
    """Edit the photo's description and the focus point that every crop must show."""
    one = photo_of(venue, photo_id)
    form = PhotoEdit(data=as_it_stands(one.photo))
    if form.validate_on_submit():
        describe_photo(photo=one.photo, alt=form.alt.value, focus=form.focus.value)
        schedule_reindex(venue.id)
        return done(_("Photo saved."))
    return render(
        "venues/photo.html",
        "venues/_photo_form.html",
        status=422 if form.is_submitted() else 200,
        workplace=venue.name,
        one=one,
        form=form,
    )


@bp.post("/photos/<photo_id>/remove")
@own_venue(Ability.MANAGE_LISTING)
def remove_photo(venue: Venue, photo_id: str) -> ResponseReturnValue:
    """Remove a photo at once and offer an undo."""
    remove_venue_photo(venue=venue, shown=photo_of(venue, photo_id))
    flash_undo(_("Photo removed."), url_for("venues.restore_photo", photo_id=photo_id))
    return go(url_for("venues.photos"))


@bp.post("/photos/<photo_id>/restore")
@own_venue(Ability.MANAGE_LISTING)
def restore_photo(venue: Venue, photo_id: str) -> ResponseReturnValue:
    try:
        restore_venue_photo(venue=venue, shown=removed_photo_of(venue, photo_id))
    except Conflict as refused:
        flash(refused.message, "error")
        return go(url_for("venues.photos"))
    return done(_("Photo restored."))


def added(number: int) -> str:
    return ngettext("%(num)d photo added.", "%(num)d photos added.", number)


def done(message: str) -> ResponseReturnValue:
    flash(message)
    return go(url_for("venues.photos"))
