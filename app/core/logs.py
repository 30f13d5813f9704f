"""Structured logs: one event per line with the request's id; JSON in production, readable text in development."""

import logging
import re
import secrets
import sys
import time

import structlog
from flask import Flask, Response, g, request
from structlog.typing import Processor

from app.core import security_log
from app.core.redaction import describe_error, hide_job_arguments

log: structlog.stdlib.BoundLogger = structlog.get_logger("cozywish")

# Request ids that we accept from a proxy in front of us. Anything else could be an attempt to write into the log.
_REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
_UNTOLD = ("/static/", "/photos/", "/healthz", "/readyz")
_HANDLER = "cozywish"


def configure(*, as_json: bool) -> None:
    """Set up logging for this process, for our events and those of libraries. Everything goes to standard output."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    # Plain, because the pretty traceback prints local variables, including user input.
    console = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    rendering: list[Processor] = [console]
    if as_json:
        rendering = [describe_error, structlog.processors.JSONRenderer()]
    structlog.configure(
        processors=[*shared, *rendering],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(),
    )
    _take_in_libraries(shared, rendering)
    security_log.configure()


def _take_in_libraries(shared: list[Processor], rendering: list[Processor]) -> None:
    """Log the warnings and errors of libraries, which use the standard module, in the same format."""
    handler = logging.StreamHandler(sys.stdout)
    handler.set_name(_HANDLER)
    handler.setLevel(logging.WARNING)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.add_logger_name, hide_job_arguments],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *rendering],
        )
    )
    root = logging.getLogger()
    for earlier in [one for one in root.handlers if one.get_name() == _HANDLER]:
        root.removeHandler(earlier)
    root.addHandler(handler)


def init_app(app: Flask) -> None:
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    sent = request.headers.get("X-Request-Id", "")
    g.request_id = sent if _REQUEST_ID.fullmatch(sent) else secrets.token_hex(8)
    g.began = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _end(response: Response) -> Response:
    response.headers["X-Request-Id"] = g.request_id
    milliseconds = round((time.perf_counter() - g.began) * 1000, 1)
    if not request.path.startswith(_UNTOLD):
        log.info("request", method=request.method, route=route(), status=response.status_code, ms=milliseconds)
    return response


def route() -> str:
    """Return the rule of the request's URL, like /feeds/<token>.ics.

    Never log the path itself: a private link is as good as a password, and a mistyped one nearly is.
    """
    return request.url_rule.rule if request.url_rule else "(no route)"
