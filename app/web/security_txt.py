"""/.well-known/security.txt: where to report a vulnerability (RFC 9116)."""

from datetime import timedelta

from flask import Blueprint, Response, abort
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.settings import settings

bp = Blueprint("security_txt", __name__)

PATH = "/.well-known/security.txt"
# RFC 9116 recommends less than a year. A copy that someone keeps should not outlive the mailbox.
VALID = timedelta(days=90)


@bp.get(PATH)
def show() -> ResponseReturnValue:
    """Name the contact of SECURITY_CONTACT. Without one there is no file."""
    contact = settings().security_contact or abort(404)
    until = (clock.now() + VALID).replace(hour=0, minute=0, second=0, microsecond=0)
    fields = {
        "Contact": contact,
        "Expires": until.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "Preferred-Languages": "en",
        "Canonical": f"{settings().base_url}{PATH}",
    }
    text = "".join(f"{name}: {value}\n" for name, value in fields.items())
    response = Response(text, mimetype="text/plain")
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response
