"""Absolute URLs of our pages, for emails and calendars."""

from urllib.parse import urlsplit

from flask import current_app

from app.core.settings import settings


def link(endpoint: str, **values: str) -> str:
    """Return the absolute URL of a page. BASE_URL provides the host, because there is no request."""
    base = urlsplit(settings().base_url)
    pages = current_app.url_map.bind(base.netloc, script_name=base.path or "/", url_scheme=base.scheme)
    return pages.build(endpoint, values, force_external=True)


def host() -> str:
    """Return the host name of the site."""
    return urlsplit(settings().base_url).hostname or ""
