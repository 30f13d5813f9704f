"""Rendering of the hosted pages, with a strict content security policy."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from flask import Response, make_response, render_template

from sandbox.stripe.sandbox import current

POLICY = "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'"


def page(template: str, *, status: int = 200, onward: Sequence[str] = (), **context: object) -> Response:
    """Render a page whose forms may lead only to this server or to the origins of the URLs `onward`."""
    response = make_response(render_template(template, merchant=current().options.merchant, **context), status)
    targets = " ".join(["'self'", *(origin(url) for url in onward)])
    response.headers["Content-Security-Policy"] = f"{POLICY}; form-action {targets}"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response


def origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
