"""The visitor's last place, stored in a cookie."""

from flask import Response

from app.search_pages.places import Place, find_place
from app.web.cookies import keep_preference, preference

COOKIE = "place"


def remembered() -> Place | None:
    return find_place(preference(COOKIE) or "")


def remember(response: Response, place: Place | None) -> Response:
    if place and place.label != preference(COOKIE):
        keep_preference(response, COOKIE, place.label)
    return response
