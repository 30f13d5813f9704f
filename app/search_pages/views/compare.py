"""Up to three venues side by side. Which ones, and what the guest searched for, is in the URL."""

import json
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import urlencode

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.photos.urls import photo_url
from app.search_pages.comparison import MOST, ComparedVenue, compare
from app.search_pages.copy import comparison as copy
from app.search_pages.copy import criteria as criteria_copy
from app.search_pages.criteria import Criteria
from app.search_pages.views import bp
from app.search_pages.views.addresses import link
from app.search_pages.views.rows import RowDay, VenueRow, row
from app.search_pages.views.search import known_kinds, parse_request
from app.slot_picker.addresses import service_address
from app.slot_picker.copy import times as times_copy

SMALL = 400
MOST_READ = 12
"""Slugs that a URL may name; the rest are not looked at."""


class Column(NamedTuple):
    """A venue as the template needs it."""

    row: VenueRow
    venue: ComparedVenue
    days: Sequence[RowDay]
    without: str  # the URL of the page without this venue
    chosen: str  # what the bar of a list remembers of it, as JSON


@bp.get("/compare", endpoint="compare")
def show() -> ResponseReturnValue:
    criteria = parse_request(request.args).criteria.for_venues()
    slugs = requested()
    if "venue" in request.args:  # the form of a list, without JavaScript
        return redirect(address(slugs, criteria))
    found = compare(slugs, criteria)
    current = [each.card.venue.slug for each in found.venues]
    if slugs and current and not found.unavailable and not found.beyond and current != slugs:
        return redirect(address(current, criteria), code=301)
    page = render_template(
        "search_pages/compare.html",
        columns=[column(each, current, criteria) for each in found.venues],
        notes=copy.notes(found),
        asked=bool(slugs),
        most=MOST,
        criteria=criteria,
        what=criteria_copy.what(criteria, known_kinds()),
        back=link(criteria),
        copy=copy,
        times_copy=times_copy,
        service_address=service_address,
    )
    return page, 404 if slugs and not current else 200


def requested() -> list[str]:
    """Return the slugs in the URL, each once."""
    given = [*request.args.get("venues", "").split(","), *request.args.getlist("venue")]
    return list(dict.fromkeys(slug.strip()[:80] for slug in given if slug.strip()))[:MOST_READ]


def address(slugs: Sequence[str], criteria: Criteria) -> str:
    """Return the URL of the page that compares these venues."""
    search = urlencode(criteria.address(), doseq=True)
    chosen = f"venues={','.join(slugs)}" if slugs else ""
    query = "&".join(part for part in (chosen, search) if part)
    return f"{url_for('search_pages.compare')}?{query}" if query else url_for("search_pages.compare")


def column(each: ComparedVenue, slugs: Sequence[str], criteria: Criteria) -> Column:
    shown = row(each.card, criteria)
    starts = [shown.starts, *(day.starts for day in shown.later)]
    days = [RowDay(copy.day(times, criteria), links) for times, links in zip(each.card.days, starts, strict=False)]
    photo = photo_url(shown.photo, SMALL) if shown.photo and shown.photo.is_ready else ""
    chosen = json.dumps({"slug": shown.slug, "name": shown.name, "photo": photo})
    return Column(shown, each, days, address([slug for slug in slugs if slug != shown.slug], criteria), chosen)
