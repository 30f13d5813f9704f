"""The choice of the light or dark theme."""

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.errors import DomainError
from app.core.settings import settings
from app.login.entrance import next_path
from app.login.views import bp
from app.web.context import Theme
from app.web.htmx import go

YEAR = 365 * 24 * 60 * 60


@bp.post("/theme")
def set_theme() -> ResponseReturnValue:
    """Save the theme for a year; "system" deletes the cookie. Raises DomainError for an unknown theme."""
    try:
        chosen = Theme(request.form.get("theme", ""))
    except ValueError:
        raise DomainError(_("Choose the light theme, the dark theme, or your device’s theme.")) from None
    response = go(next_path() or url_for("search_pages.home"))
    if chosen is Theme.SYSTEM:
        response.delete_cookie("theme", samesite="Lax", secure=settings().is_secure)
    else:
        response.set_cookie("theme", chosen, max_age=YEAR, samesite="Lax", secure=settings().is_secure, httponly=True)
    return response
