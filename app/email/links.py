"""Addresses of our pages for those who read them elsewhere: in mails and calendars."""

from urllib.parse import urlsplit

from flask import current_app

from app.context import settings


def link(endpoint: str, **values: str) -> str:
    """The absolute address of a page, where there is no request to tell the host: BASE_URL does."""
    base = urlsplit(settings().base_url)
    pages = current_app.url_map.bind(base.netloc, script_name=base.path or "/", url_scheme=base.scheme)
    return pages.build(endpoint, values, force_external=True)


def host() -> str:
    """The name of the host that people know us by."""
    return urlsplit(settings().base_url).hostname or ""
