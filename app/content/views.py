"""Text pages: help, policies, and information for businesses."""

from email.utils import parseaddr

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from app.content.queries import text_of
from app.content.text import shown
from app.core.settings import settings

bp = Blueprint("content", __name__, url_prefix="/about")

TITLES = {
    "help": lazy_gettext("Help"),
    "cancellation": lazy_gettext("Cancellation policy"),
    "privacy": lazy_gettext("Privacy"),
    "health-data": lazy_gettext("Consumer health data"),
    "terms": lazy_gettext("Terms"),
    "venues": lazy_gettext("For businesses"),
}
SLUGS = tuple(TITLES)


@bp.get("/<slug>")
def show(slug: str) -> ResponseReturnValue:
    if slug not in SLUGS:
        abort(404)
    written = text_of(slug)
    if written is not None:
        return render_template("content/_written.html", title=TITLES[slug], body=shown(written.body))
    return render_template(f"content/{slug}.html", address=parseaddr(settings().mail_from)[1])
