"""The choice of the light or dark theme."""

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.errors import DomainError
from app.login.entrance import next_path
from app.login.views import bp
from app.web.context import Theme
from app.web.cookies import forget_preference, keep_preference
from app.web.htmx import go


@bp.post("/theme")
def set_theme() -> ResponseReturnValue:
    """Save the theme for a year; "system" deletes the cookie. Raises DomainError for an unknown theme."""
    try:
        chosen = Theme(request.form.get("theme", ""))
    except ValueError:
        raise DomainError(_("Choose the light theme, the dark theme, or your device’s theme.")) from None
    response = go(next_path() or url_for("search_pages.home"))
    if chosen is Theme.SYSTEM:
        forget_preference(response, "theme")
    else:
        keep_preference(response, "theme", chosen)
    return response
