"""The owner's page "Take bookings on your website"."""

from flask import Response, flash, make_response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.booking_links import actions
from app.booking_links.copy import colors_of, file_name
from app.booking_links.enums import Colors, Paper
from app.booking_links.forms import OriginForm
from app.booking_links.models import MAX_ORIGINS
from app.booking_links.poster import poster
from app.booking_links.queries import origins_of
from app.booking_links.snippets import colors_given, snippets_of
from app.booking_links.views import bp
from app.core.errors import DomainError
from app.core.pdf import qr_code
from app.venues.enums import Ability
from app.venues.guards import own_venue
from app.venues.models import Venue
from app.web.htmx import flash_undo, go, render
from app.web.route_limits import limited

HERE = "booking_links.index"
PAPERS = {"letter": Paper.LETTER, "a4": Paper.A4}


@bp.get("/")
@own_venue(Ability.MANAGE_LISTING)
def index(venue: Venue) -> ResponseReturnValue:
    return page(venue, OriginForm(formdata=None))


@bp.post("/")
@own_venue(Ability.MANAGE_LISTING)
def add(venue: Venue) -> ResponseReturnValue:
    """Let a website show the booking page."""
    form = OriginForm()
    if form.validate_on_submit():
        with form.refusals(form.address, DomainError):
            added = actions.add_origin(venue=venue, address=form.address.value)
            flash(_("Website added: %(origin)s. It can show your booking page within a minute.", origin=added.origin))
            return go(url_for(HERE, _anchor="embed"))
    return page(venue, form)


@bp.post("/<key>/remove")
@own_venue(Ability.MANAGE_LISTING)
def remove(venue: Venue, key: str) -> ResponseReturnValue:
    """Stop a website from showing the booking page, with a button to undo it."""
    removed = actions.remove_origin(venue=venue, key=key)
    flash_undo(
        _("Website removed: %(origin)s. It can’t show your booking page after a minute.", origin=removed.origin),
        url_for("booking_links.restore", address=removed.origin),
    )
    return go(url_for(HERE, _anchor="embed"))


@bp.post("/restore")
@own_venue(Ability.MANAGE_LISTING)
def restore(venue: Venue) -> ResponseReturnValue:
    try:
        origin = actions.restore_origin(venue=venue, address=request.args.get("address", ""))
    except DomainError as refused:
        flash(refused.message, "error")
    else:
        flash(_("Website restored: %(origin)s", origin=origin))
    return go(url_for(HERE, _anchor="embed"))


@bp.get("/poster.pdf")
@limited("posters")
@own_venue(Ability.MANAGE_LISTING)
def poster_file(venue: Venue) -> ResponseReturnValue:
    """Download the poster as PDF. Raises Unavailable if making it takes too long."""
    paper = PAPERS.get(request.args.get("paper", ""), Paper.LETTER)
    url = snippets_of(venue, Colors.LIGHT).link
    response = make_response(poster(venue, url, paper))
    response.mimetype = "application/pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name(venue)}"'
    return response


def page(venue: Venue, form: OriginForm) -> Response:
    """Render the whole page; 422 if the form has errors."""
    colors = chosen_colors()
    snippets = snippets_of(venue, colors)
    return render(
        "booking_links/index.html",
        "booking_links/_links.html",
        status=422 if form.errors else 200,
        workplace=venue.name,
        venue=venue,
        form=form,
        origins=origins_of(venue),
        most=MAX_ORIGINS,
        snippets=snippets,
        colors=colors_of(colors),
        preview=url_for("embed.venue", slug=venue.slug, **colors_given(colors)),  # type: ignore[arg-type]
        code=qr_code(snippets.link).svg_data_uri(border=2, scale=4),
        papers=PAPERS,
    )


def chosen_colors() -> Colors:
    return next((each for each in Colors if each.value == request.args.get("colors")), Colors.LIGHT)
