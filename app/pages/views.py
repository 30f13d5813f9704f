"""Pages of words: how things work, what is promised, and for whom else this is."""

from email.utils import parseaddr

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from app.context import settings

bp = Blueprint("pages", __name__, url_prefix="/about")

SLUGS = ("help", "cancellation", "privacy", "terms", "venues")


@bp.get("/<slug>")
def show(slug: str) -> ResponseReturnValue:
    if slug not in SLUGS:
        abort(404)
    return render_template(f"pages/{slug}.html", address=parseaddr(settings().mail_from)[1])
