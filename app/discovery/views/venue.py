"""A venue's page."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.cart.forms import written
from app.discovery import words
from app.discovery.blueprint import bp
from app.discovery.profile import profile
from app.venues.queries import venue_by_slug


@bp.get("/venues/<slug>")
def venue(slug: str) -> ResponseReturnValue:
    found = venue_by_slug(slug)
    if found.slug != slug:
        return redirect(url_for(".venue", slug=found.slug), code=301)
    return render_template(
        "discovery/venue.html", shown=profile(found), venue=found, words=words, written=written, now=clock.now()
    )
