"""A venue's booking page as other websites show it in a frame.

It reads no cookie and sets none, and it has no script and no form. Each time is a link that opens the time picker of
this site in a new tab, where nothing may frame it. So a website around it can't book for a guest.
"""

from collections.abc import Callable
from datetime import date

from flask import Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from app.booking_links.embed import public_snapshot, services_with_times, times_of
from app.booking_links.enums import Colors
from app.booking_links.frame_policy import NOBODY, OURSELVES, policy
from app.booking_links.queries import origins_of
from app.booking_links.snippets import colors_given
from app.booking_links.views import embed_bp as bp
from app.cart.forms import MOST_MINUTES, written
from app.catalog.models import Service, ServiceOption
from app.core import clock
from app.core.errors import NotFound
from app.slot_picker.addresses import minutes_of
from app.slot_picker.copy.times import lengths
from app.slot_picker.snapshots import Snapshot
from app.venues.models import Venue
from app.web.fields import whole_number
from app.web.links import moved
from app.web.security import ANY_SITE, CORP

# Public: the session interface never adds a cookie to a response that a shared cache may store.
CACHED = "public, max-age=60"
# An error page is stored nowhere, and has no cookie either.
ERROR = "public, no-store"

Show = Callable[[Snapshot], ResponseReturnValue]


@bp.after_request
def without_cookie(response: Response) -> Response:
    response.headers.setdefault("Cache-Control", ERROR)
    response.headers[CORP] = ANY_SITE
    return response


@bp.get("/<slug>")
def venue(slug: str) -> ResponseReturnValue:
    """Show the services of a public venue with their next times."""
    return framed(
        slug,
        "embed.venue",
        lambda snapshot: page("embed/venue.html", snapshot.venue, groups=services_with_times(snapshot)),
    )


@bp.get("/<slug>/<service>")
def service(slug: str, service: str) -> ResponseReturnValue:
    """Show the next days of a service, each with its times."""

    def show(snapshot: Snapshot) -> ResponseReturnValue:
        sold = snapshot.service(service)
        if sold is None:
            return gone(snapshot.venue), 404
        return page("embed/service.html", snapshot.venue, shown=times_of(snapshot, option_chosen(sold), first_day()))

    return framed(slug, "embed.service", show, service=service)


def framed(slug: str, endpoint: str, show: Show, **names: str) -> Response:
    """Return a page that the websites on the venue's list may frame; for a venue that is not public, nobody may."""
    ancestors: tuple[str, ...] = NOBODY
    try:
        snapshot = public_snapshot(slug)
        ancestors = (OURSELVES, *(each.origin for each in origins_of(snapshot.venue)))
        is_current = snapshot.venue.slug == slug
        answer = show(snapshot) if is_current else moved(endpoint, slug=snapshot.venue.slug, **names)
    except NotFound:
        answer = gone(None), 404
    response = make_response(answer)
    response.headers["Content-Security-Policy"] = policy(ancestors)
    response.headers["Cache-Control"] = CACHED
    return response


def page(template: str, shown_venue: Venue, **content: object) -> str:
    colors = colors_chosen()
    return render_template(
        template,
        venue=shown_venue,
        colors=colors,
        given=colors_given(colors),
        written=written,
        minutes_of=minutes_of,
        lengths_of=lengths,
        now=clock.now(),
        **content,
    )


def gone(known: Venue | None) -> str:
    """Render what guests read if there is nothing to show: the same for every venue that is not public."""
    colors = colors_chosen()
    return render_template("embed/gone.html", venue=known, colors=colors, given=colors_given(colors))


def colors_chosen() -> Colors:
    try:
        return Colors(request.args.get("colors", Colors.LIGHT))
    except ValueError:
        return Colors.LIGHT


def option_chosen(service: Service) -> ServiceOption:
    """Return the option whose duration the URL names, or the first one."""
    minutes = whole_number(request.args.get("minutes", ""), most=MOST_MINUTES)
    return service.option_of(minutes) or service.first_option


def first_day() -> date | None:
    try:
        return date.fromisoformat(request.args.get("from", ""))
    except ValueError:
        return None
