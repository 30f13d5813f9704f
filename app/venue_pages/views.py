"""A venue's page."""

from dataclasses import dataclass

from flask import Blueprint, make_response, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from app.accounts.guards import current_user_or_403
from app.cart.forms import written
from app.core import clock
from app.core.settings import settings
from app.core.zone_names import zone_name
from app.credit.queries import credit_at
from app.photos.urls import photo_url
from app.search_index.http_cache import RenderCache, cache_version, render_cache, unchanged, validator, with_etag
from app.slot_picker.copy import times as times_copy
from app.slot_picker.snapshots import Snapshot, snapshot_seen
from app.tax.queries import asks_stripe
from app.venue_pages import copy as venue_copy
from app.venue_pages.json_ld import venue_data
from app.venue_pages.profile import Profile, profile
from app.venue_pages.social_card import SocialCard, social_card
from app.venues.models import Venue
from app.web.links import absolute, moved

bp = Blueprint("venue_pages", __name__)

LARGE = 1200
MOST = 5


@dataclass(frozen=True, slots=True)
class VenuePage:
    """The part of a venue's page that is the same for every visitor.

    `data` and `card` are empty for a venue that is not public.
    """

    venue_id: int
    slug: str
    name: str
    title: str
    description: str
    url: str
    data: Markup
    card: SocialCard | None
    body: Markup


@bp.get("/venues/<slug>")
def venue(slug: str) -> ResponseReturnValue:
    tag = validator()
    same = unchanged(tag)
    if same is not None:
        return same
    # An owner sees changes immediately, and also a venue that is not public.
    page = (
        make(slug)
        if current_user.is_authenticated
        else render_cache("venues").get(slug, cache_version(), lambda: make(slug))
    )
    if page.slug != slug:
        return moved("venue_pages.venue", slug=page.slug)
    credit = credit_at(page.venue_id, current_user_or_403().id) if current_user.is_authenticated else 0
    return with_etag(make_response(render_template("venue_pages/venue.html", page=page, credit=credit)), tag)


def make(slug: str) -> VenuePage:
    """Render the page of the venue with this current or former slug. Raises NotFound."""
    snapshot = snapshot_seen(slug)
    found, shown = snapshot.venue, profile(snapshot)
    url = absolute("venue_pages.venue", slug=found.slug)
    body = render_template(
        "venue_pages/_venue.html",
        shown=shown,
        venue=found,
        about=about(snapshot, shown),
        copy=times_copy,
        venue_copy=venue_copy,
        written=written,
        now=clock.now(),
    )
    return VenuePage(
        venue_id=found.id,
        slug=found.slug,
        name=found.name,
        title=f"{found.name}, {found.city}",
        description=f"{found.summary} {found.address}.",
        url=url,
        data=script_data(found, shown, url),
        card=social_card(found, url=url) if found.is_public else None,
        body=Markup(body),  # noqa: S704 -- a template has escaped it
    )


def about(snapshot: Snapshot, shown: Profile) -> Markup:
    """Return the page below its head. It changes with the venue, and with the effect of time on its prices and its
    week."""
    zone = zone_name(clock.now(), snapshot.venue.zone)
    plus_tax = asks_stripe() or any(snapshot.is_taxed(service, clock.now()) for service in snapshot.services)
    if not snapshot.version:
        return make_about(shown, zone, plus_tax=plus_tax)
    prices = [(offer.lowest, offer.varies) for _, offers in shown.groups for offer in offers]
    seen = snapshot.version, prices, shown.week, shown.special_days, zone, plus_tax
    abouts: RenderCache[Markup] = render_cache("abouts")
    return abouts.get(snapshot.venue.id, seen, lambda: make_about(shown, zone, plus_tax=plus_tax))


def make_about(shown: Profile, zone: str, *, plus_tax: bool) -> Markup:
    html = render_template(
        "venue_pages/_about_venue.html",
        shown=shown,
        venue=shown.venue,
        copy=times_copy,
        venue_copy=venue_copy,
        zone_name=zone,
        plus_tax=plus_tax,
    )
    return Markup(html)  # noqa: S704 -- a template has escaped it


def script_data(found: Venue, shown: Profile, url: str) -> Markup:
    return htmlsafe_json_dumps(data(shown, url)) if found.is_public else Markup()


def data(shown: Profile, url: str) -> dict[str, object]:
    slug = shown.venue.slug
    return venue_data(
        shown,
        url=url,
        photos=[
            f"{settings().base_url}{photo_url(photo, LARGE)}"
            for photo in shown.venue.shown_photos[:MOST]
            if photo.is_ready
        ],
        offers=[
            (offer, absolute("slot_picker.slots", slug=slug, service=offer.service.slug))
            for _, offers in shown.groups
            for offer in offers
        ],
    )
