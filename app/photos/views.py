"""Serving of photo files, and template functions for their URLs."""

import re

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import HeaderSet

from app.photos.enums import Format
from app.photos.storage import rendition, store
from app.photos.urls import BELOW, photo_srcset, photo_url
from app.web.security import ANY_SITE, CORP

bp = Blueprint("photos", __name__, url_prefix=BELOW)

NAME = re.compile(r"([0-9a-f]{40})-([1-9][0-9]{0,3})\.(avif|webp|jpg)")
YEAR = 365 * 24 * 60 * 60


class Public(Response):
    """A response that is the same for everyone.

    Flask adds "Vary: Cookie" whenever code reads the session, which the login does on every request; browsers would
    then request every photo again as soon as a cookie changes.
    """

    @property
    def vary(self) -> HeaderSet:
        """Return a throwaway header set, so that nothing added to it is sent."""
        return HeaderSet()


@bp.get("/<name>")
def show(name: str) -> ResponseReturnValue:
    """Serve a file. It never changes under its name, so browsers and caches may store it forever."""
    match = NAME.fullmatch(name) or abort(404)
    format = Format(match[3])
    try:
        with store().open(rendition(match[1], int(match[2]), format)) as file:
            response = Public(file.read(), mimetype=format.mimetype)
    except FileNotFoundError:
        abort(404)
    response.set_etag(name)
    response.cache_control.public = True
    response.cache_control.max_age = YEAR
    response.cache_control.immutable = True
    response.headers[CORP] = ANY_SITE
    return response.make_conditional(request)


bp.add_app_template_global(photo_url)
bp.add_app_template_global(photo_srcset)
