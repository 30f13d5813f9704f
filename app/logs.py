"""Structured logs: one event a line, with the request's id; JSON in production, readable at home."""

import logging
import re
import secrets
import time

import structlog
from flask import Flask, Response, g, request

log: structlog.stdlib.BoundLogger = structlog.get_logger("cozywish")

_REQUEST_ID = re.compile(r"[\w-]{8,64}")


def configure(*, as_json: bool) -> None:
    """Set up logging for this process. Everything goes to standard output."""
    renderer = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=False)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )


def init_app(app: Flask) -> None:
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    asked = request.headers.get("X-Request-Id", "")
    g.request_id = asked if _REQUEST_ID.fullmatch(asked) else secrets.token_hex(8)
    g.began = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _end(response: Response) -> Response:
    response.headers["X-Request-Id"] = g.request_id
    milliseconds = round((time.perf_counter() - g.began) * 1000, 1)
    if not request.path.startswith(("/static/", "/pictures/", "/healthz")):
        log.info("request", method=request.method, path=request.path, status=response.status_code, ms=milliseconds)
    return response
