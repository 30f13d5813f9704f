"""What can go wrong for a person, and the only place that turns it into a page."""

from dataclasses import dataclass

from flask import Flask, current_app, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from app.logs import log


class DomainError(Exception):
    """A rule said no. The message tells the person what to do about it."""

    status = 422

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotFound(DomainError):
    status = 404


class Forbidden(DomainError):
    status = 403


class Conflict(DomainError):
    status = 409


class Unavailable(DomainError):
    """A service that we need does not answer; trying again later is the way on."""

    status = 503


@dataclass(frozen=True)
class Words:
    title: str
    message: str


WORDS = {
    400: Words("That did not come through", "Something in the request was incomplete. Go back, reload and try again."),
    403: Words("This page is not yours to open", "Sign in with the account it belongs to."),
    404: Words("There is nothing at this address", "It may have moved, or the link was cut short."),
    405: Words("That is not how this page is used", "Go back and use the button on the page."),
    409: Words("Something changed meanwhile", "Reload the page to see how things stand, then try again."),
    413: Words("That is too large", "Send less at once: pictures up to 15 MB, text up to a few pages."),
    422: Words("That needs a small correction", "Go back and check what you typed."),
    429: Words("One moment", "That was many tries in a short time. Wait a minute, then go on."),
    500: Words("That went wrong on our side", "It has been noted. Try again in a minute; nothing was charged twice."),
    503: Words("We cannot do this right now", "A part of CozyWish is not answering. Try again in a minute."),
}


def register_error_handlers(app: Flask) -> None:
    app.register_error_handler(DomainError, lambda error: page(error.status, error.message))
    app.register_error_handler(CSRFError, csrf_error)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(OperationalError, database_error)
    app.register_error_handler(Exception, unexpected_error)


def page(status: int, message: str | None = None) -> ResponseReturnValue:
    words = WORDS.get(status, WORDS[500 if status >= 500 else 400])
    html = render_template(
        "errors/error.html",
        status=status,
        title=words.title,
        message=message or words.message,
        way_on=[("Find a time", url_for("discovery.search")), ("Go to the start", url_for("discovery.home"))],
        request_id=g.get("request_id", ""),
    )
    return html, status


def csrf_error(error: CSRFError) -> ResponseReturnValue:
    log.warning("csrf refused", reason=error.description)
    return page(400, "This form was open for too long, or cookies are off. Go back, reload the page and send it again.")


def http_error(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if 300 <= status < 400:
        return error
    shown = page(status)
    if status == 405 and isinstance(shown, tuple) and error.get_headers():
        return (*shown, {"Allow": dict(error.get_headers()).get("Allow", "GET")})
    return shown


def database_error(error: OperationalError) -> ResponseReturnValue:
    log.error("database unreachable", path=request.path, error=str(error.orig))
    return page(503)


def unexpected_error(error: Exception) -> ResponseReturnValue:
    log.error("request failed", path=request.path, exc_info=error)
    if current_app.debug or current_app.config["PROPAGATE_EXCEPTIONS"]:
        raise error
    return page(500)
