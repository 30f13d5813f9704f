"""The robots.txt and sitemaps for search engines."""

from collections.abc import Iterable
from functools import lru_cache
from xml.sax.saxutils import escape

import zipcodes
from flask import Response, abort

from app.core.slugs import slugify
from app.search_pages.queries import last_venue_id, public_slugs, sold_where
from app.search_pages.views import bp
from app.web.fields import whole_number
from app.web.links import absolute

VENUES_A_FILE = 20_000
PRIVATE = ("/account", "/bookings", "/calendar", "/cart", "/checkout", "/search/map", "/suggest")
DAY = "public, max-age=86400"


@bp.get("/robots.txt")
def robots() -> Response:
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in PRIVATE),
        "",
        f"Sitemap: {absolute('search_pages.sitemap')}",
    ]
    return text_response("\n".join(lines) + "\n", "text/plain")


@bp.get("/sitemap.xml")
def sitemap() -> Response:
    """Return the index of the sitemap files: venues are split by id, so that a new one changes only the last file."""
    files = -(-last_venue_id() // VENUES_A_FILE)
    names = ["pages", "places", *(f"venues-{number}" for number in range(1, files + 1))]
    entries = (f"<sitemap><loc>{escape(absolute('search_pages.part', name=name))}</loc></sitemap>" for name in names)
    return xml("sitemapindex", entries)


@bp.get("/sitemaps/<name>.xml")
def part(name: str) -> Response:
    if name == "pages":
        return urlset([absolute("search_pages.home"), absolute("search_pages.search"), *pages()])
    if name == "places":
        return urlset(places())
    kind, _, number = name.partition("-")
    file = whole_number(number, most=10_000)
    if kind != "venues" or not file:
        abort(404)
    first = (file - 1) * VENUES_A_FILE
    return urlset(absolute("venue_pages.venue", slug=slug) for slug in public_slugs(first + 1, first + VENUES_A_FILE))


def pages() -> list[str]:
    return [absolute("content.show", slug=slug) for slug in ("help", "venues", "cancellation", "terms", "privacy")]


def places() -> Iterable[str]:
    """Yield the URLs of each category, each town, and each category in each town where it is offered."""
    there = sorted((kind, f"{city}, {state}") for kind, city, state in sold_where() if (city, state) in towns())
    yield from (absolute("search_pages.landing", kind=kind) for kind in sorted({kind for kind, _ in there}))
    yield from (absolute("search_pages.landing", place=town_slug(town)) for town in sorted({town for _, town in there}))
    yield from (absolute("search_pages.landing", kind=kind, place=town_slug(town)) for kind, town in there)


def town_slug(town: str) -> str:
    return slugify(town, fallback="", longest=80)


@lru_cache(maxsize=1)
def towns() -> frozenset[tuple[str, str]]:
    """Return every (city, state) that can be found by its name."""
    return frozenset((code["city"], code["state"]) for code in zipcodes.list_all())  # type: ignore[no-untyped-call]


def urlset(addresses: Iterable[str]) -> Response:
    return xml("urlset", (f"<url><loc>{escape(address)}</loc></url>" for address in addresses))


def xml(root: str, entries: Iterable[str]) -> Response:
    body = "\n".join(entries)
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return text_response(
        f'{head}\n<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{body}\n</{root}>\n', "application/xml"
    )


def text_response(body: str, mimetype: str) -> Response:
    response = Response(body, mimetype=mimetype)
    response.headers["Cache-Control"] = DAY
    return response
