"""Errors that people can see, and the only place that turns an error into a page."""

import math
import time
from contextlib import suppress
from dataclasses import dataclass

from flask import Flask, current_app, g, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString, lazy_gettext, ngettext
from flask_babel import gettext as _
from flask_login import AnonymousUserMixin
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    InterfaceError,
    InternalError,
    OperationalError,
    PendingRollbackError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import (
    ClientDisconnected,
    HTTPException,
    MethodNotAllowed,
    RequestEntityTooLarge,
    TooManyRequests,
)

from app.core.db import EXCLUSION, FOREIGN_KEY, READ_ONLY, UNIQUE, constraint_name, is_connection_lost, sqlstate
from app.core.errors import DomainError
from app.core.logs import log, route
from app.core.redaction import summary
from app.web.areas import WORK_MESSAGES, Area, area_here
from app.web.extensions import limiter
from app.web.htmx import notice, vary, wants_partial
from app.web.refusals import note_refusal
from app.web.security import path_here


@dataclass(frozen=True)
class ErrorCopy:
    title: LazyString
    message: LazyString


WORDS = {
    400: ErrorCopy(
        lazy_gettext("That request didn’t work"),
        lazy_gettext("Part of the request was missing. Go back, reload the page, and try again."),
    ),
    403: ErrorCopy(
        lazy_gettext("You don’t have access to this page"), lazy_gettext("Try logging in with a different account.")
    ),
    404: ErrorCopy(
        lazy_gettext("We can’t find that page"),
        lazy_gettext("The link may be old or incomplete. Your bookings aren’t affected."),
    ),
    405: ErrorCopy(
        lazy_gettext("This link doesn’t work here"), lazy_gettext("Go back and use the button on the page.")
    ),
    409: ErrorCopy(lazy_gettext("This page is out of date"), lazy_gettext("Reload it and try again.")),
    413: ErrorCopy(
        lazy_gettext("That’s too large to upload"),
        lazy_gettext("Photos can be up to 15 MB each, and text up to a few pages."),
    ),
    422: ErrorCopy(lazy_gettext("Check what you entered"), lazy_gettext("Go back, make a correction, and try again.")),
    429: ErrorCopy(lazy_gettext("Too many tries"), lazy_gettext("Wait a minute, then try again.")),
    500: ErrorCopy(
        lazy_gettext("Something went wrong on our end"),
        lazy_gettext("Try again in a minute. You won’t be charged twice."),
    ),
    503: ErrorCopy(
        lazy_gettext("This isn’t available right now"),
        lazy_gettext("Part of CozyWish isn’t responding. Try again in a minute."),
    ),
}

# How many bytes of an oversized request body we read before giving up.
MAX_DRAIN_BYTES = 24 * 1024 * 1024

# A notice has no button to resubmit a form.
STALE_FORM = lazy_gettext("This page was open too long, you logged in or out, or cookies are off. Nothing was changed.")
STALE_FORM_NOTICE = lazy_gettext(
    "This page was open too long, you logged in or out, or cookies are off. Nothing was changed."
    " Reload the page and try again."
)
# Constraints that a concurrent change can violate. Any other violated constraint is a bug.
TAKEN_MEANWHILE = frozenset({UNIQUE, EXCLUSION, FOREIGN_KEY})


def register_error_handlers(app: Flask) -> None:
    app.register_error_handler(DomainError, refused)
    app.register_error_handler(CSRFError, stale_form)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(IntegrityError, broken_constraint)
    app.register_error_handler(DataError, impossible_value)
    app.register_error_handler(InternalError, refused_to_write)
    for kind in (OperationalError, InterfaceError, PoolTimeout):
        app.register_error_handler(kind, database_error)
    for general in (DBAPIError, PendingRollbackError):
        app.register_error_handler(general, lost_connection)
    app.register_error_handler(Exception, unexpected_error)


def refused(error: DomainError) -> ResponseReturnValue:
    if error.status == 403:
        note_refusal("access.refused")
    titled = {"title": error.title} if error.title else {}
    return answer(error.status, error.message, **titled)


def answer(status: int, message: str | None = None, **more: object) -> ResponseReturnValue:
    """Return an error as a page, or for htmx as a notice in the corner.

    htmx would put a page into the middle of another.
    """
    if status >= 500:
        # Flask-Login loads the user for every template, and the database may be what fails.
        g._login_user = AnonymousUserMixin()
    words, area = WORDS.get(status, WORDS[500 if status >= 500 else 400]), area_here(status)
    usual = words.message if area is Area.GUEST else WORK_MESSAGES.get(status, words.message)
    shown = {"status": status, "title": words.title, "message": message or usual, **more}
    if wants_partial():
        notice_text = message or f"{words.title}. {usual}"
        return notice(render("errors/_notice.html", **shown, notice_text=notice_text), status)
    html = render(
        "errors/error.html", area=area, way_on=recovery_links(status, area), request_id=g.get("request_id", ""), **shown
    )
    return vary(make_response(html, status))


def render(template: str, **context: object) -> str:
    """Render the template. If that fails, render a page that needs nothing but its text."""
    try:
        return render_template(template, **context)
    except Exception as error:  # whatever fails here, the person must still see what happened
        log.error("error page failed", template=template, exc_info=error)
        return current_app.jinja_env.get_template("errors/bare.html").render(**context)


def recovery_links(status: int, area: Area = Area.GUEST) -> list[tuple[str, str]]:
    """Return the labels and URLs of what the person can do next. A link never resubmits a form."""
    ways = {
        Area.GUEST: [
            (_("Find a time"), url_for("search_pages.search")),
            (_("Go to home page"), url_for("search_pages.home")),
        ],
        Area.OWNER: [(_("Back to today’s calendar"), url_for("calendar.day"))],
        Area.ADMIN: [(_("Back to admin home"), url_for("admin.index"))],
    }[area]
    if request.method == "GET":
        again = path_here(request.url) if status in {429, 500, 503} else None
        return [(_("Try again"), again), *ways] if again else ways
    back = path_here(request.referrer)
    # Of the page of an emailed link, the browser names only the origin.
    return [(_("Back to page"), back), *ways] if back and back != "/" else ways


def stale_form(error: CSRFError) -> ResponseReturnValue:
    """Explain that a form's token is missing or old, and offer to resubmit a form that came from one of our pages."""
    log.warning("csrf refused", reason=error.description)
    note_refusal("csrf.refused")
    message = STALE_FORM_NOTICE if wants_partial() else STALE_FORM
    return answer(400, str(message), again=fields_to_send_again())


def fields_to_send_again() -> list[tuple[str, str]] | None:
    """Return the fields for a form that resubmits them with a new token, or None if that is unsafe or impossible.

    The browser itself reports that the form was on one of our pages, which another site cannot fake. Passwords are not
    written into a page, and files cannot be.
    """
    if request.headers.get("Sec-Fetch-Site") != "same-origin" or request.method != "POST" or request.files:
        return None
    if any("password" in name for name in request.form):
        return None
    return [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]


def http_error(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None or (error.code or 500) < 400:
        return error
    if isinstance(error, RequestEntityTooLarge):
        drain_body()
    if isinstance(error, TooManyRequests):
        note_refusal("limit.reached")
    shown = current_app.make_response(answer(error.code or 500, wait_words(error) if error.code == 429 else None))
    if isinstance(error, TooManyRequests) and error.retry_after:
        shown.headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        shown.allow.update(error.valid_methods)
    return shown


def wait_words(error: HTTPException) -> str | None:
    """Return how long to wait, or None if it is no longer than the minute in the default message."""
    reached = limiter.current_limit
    seconds = reached.reset_at - time.time() if reached is not None and reached.breached else 0
    own = getattr(error, "retry_after", None)
    minutes = math.ceil(own / 60) if isinstance(own, int) else round(seconds / 60)
    if minutes <= 1:
        return None
    return str(ngettext("Wait %(num)d minute, then try again.", "Wait %(num)d minutes, then try again.", minutes))


def drain_body() -> None:
    """Read and discard the rest of the request body.

    A browser reads the response only after it has sent everything, and otherwise reports "connection reset".
    """
    left = min(request.content_length or 0, MAX_DRAIN_BYTES)
    try:
        rest = request.stream  # counts how much was already read
    except RequestEntityTooLarge:
        rest = request.input_stream  # nothing was read yet
    with suppress(ClientDisconnected, OSError):
        while left > 0 and (some := rest.read(min(left, 65536))):
            left -= len(some)


def broken_constraint(error: IntegrityError) -> ResponseReturnValue:
    """Answer 409 if two people or two tabs made changes at once, and the database accepted only one of them."""
    if sqlstate(error) not in TAKEN_MEANWHILE:
        return unexpected_error(error)
    # Log only the constraint's name: the database's message quotes user input.
    log.warning("constraint refused", route=route(), constraint=constraint_name(error))
    return answer(409)


def impossible_value(error: DataError) -> ResponseReturnValue:
    """Answer 400 to a number or text that does not fit its column and that a view failed to reject."""
    log.error("impossible value", route=route(), exc_info=error)
    return answer(400)


def refused_to_write(error: InternalError) -> ResponseReturnValue:
    """Answer 403 to a change made in read-only view."""
    if sqlstate(error) != READ_ONLY:
        return lost_connection(error)
    return answer(403, _("You can’t open this page in read-only view. Nothing was changed."))


def lost_connection(error: Exception) -> ResponseReturnValue:
    """Answer 503 to a lost connection, which the driver may not call an operational error.

    Any other of these errors is a bug.
    """
    return database_error(error) if is_connection_lost(error) else unexpected_error(error)


def database_error(error: Exception) -> ResponseReturnValue:
    log.error("database failed", route=route(), error=summary(getattr(error, "orig", None) or error))
    return answer(503)


def unexpected_error(error: Exception) -> ResponseReturnValue:
    log.error("request failed", route=route(), exc_info=error)
    if current_app.debug or current_app.config["PROPAGATE_EXCEPTIONS"]:
        raise error
    return answer(500)
