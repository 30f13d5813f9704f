"""A venue's page."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.guards import visitor
from app.cart.forms import written
from app.context import settings
from app.discovery import words
from app.discovery.blueprint import bp
from app.discovery.profile import Profile, profile
from app.discovery.structured import venue_data
from app.discovery.views.addresses import absolute
from app.pictures.addresses import picture_url
from app.venues.queries import venue_seen_by

LARGE = 1200
MOST = 5


@bp.get("/venues/<slug>")
def venue(slug: str) -> ResponseReturnValue:
    found = venue_seen_by(visitor(), slug)
    if found.slug != slug:
        return redirect(url_for(".venue", slug=found.slug), code=301)
    shown = profile(found)
    return render_template(
        "discovery/venue.html",
        shown=shown,
        venue=found,
        words=words,
        written=written,
        now=clock.now(),
        url=absolute(".venue", slug=slug),
        data=data(shown),
    )


def data(shown: Profile) -> dict[str, object]:
    slug = shown.venue.slug
    return venue_data(
        shown,
        url=absolute(".venue", slug=slug),
        pictures=[
            f"{settings().base_url}{picture_url(picture, LARGE)}"
            for picture in shown.venue.shown_pictures[:MOST]
            if picture.is_ready
        ],
        offers=[
            (offer, absolute(".times", slug=slug, service=offer.service.slug))
            for _, offers in shown.groups
            for offer in offers
        ],
    )
