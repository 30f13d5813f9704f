"""The visitor's last place, stored in a cookie."""

from flask import Response, request

from app.core.settings import settings
from app.search_pages.places import Place, find_place

COOKIE = "place"
YEAR = 365 * 24 * 60 * 60


def remembered() -> Place | None:
    return find_place(request.cookies.get(COOKIE, ""))


def remember(response: Response, place: Place | None) -> Response:
    if place and place.label != request.cookies.get(COOKIE):
        response.set_cookie(
            COOKIE, place.label, max_age=YEAR, secure=settings().is_secure, httponly=True, samesite="Lax"
        )
    return response
