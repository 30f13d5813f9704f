"""Links with the site's own host, and permanent redirects."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.core.settings import settings


def absolute(endpoint: str, **values: str) -> str:
    """Return the URL with the site's own host, whatever host the request used."""
    return f"{settings().base_url}{url_for(endpoint, **values)}"  # type: ignore[arg-type]


def moved(endpoint: str, **values: str) -> ResponseReturnValue:
    """Redirect permanently to the current URL of a page, with the query string of the request."""
    query_string = request.query_string.decode()
    return redirect(f"{url_for(endpoint, **values)}{f'?{query_string}' if query_string else ''}", code=301)  # type: ignore[arg-type]
