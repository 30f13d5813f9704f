"""Security events: a log stream separate from the request log, for detecting attacks.

Each event is one line of JSON from the logger `cozywish.security`, on standard output, in development too. It has the
event's kind and ids: never a name, an address or what someone typed. Look up the ids to find those.
"""

import json
import logging
import re
import sys
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import structlog
from flask import has_request_context, request

from app.core.networks import truncated_network

LOGGER = "cozywish.security"
KIND = re.compile(r"[a-z_]+(\.[a-z_]+)+")
# What ids and codes look like. Email addresses, phone numbers as people write them, URLs and sentences don't.
ID = re.compile(r"[A-Za-z0-9_.-]{1,40}")
MASKED = "(masked)"


class Severity(StrEnum):
    """How much an event matters to those who watch."""

    INFO = "info"
    NOTICE = "notice"
    WARNING = "warning"
    SEVERE = "severe"


class _Output(logging.StreamHandler[Any]):
    """Writes to whatever standard output is at that moment."""

    def emit(self, record: logging.LogRecord) -> None:
        self.stream = sys.stdout
        super().emit(record)


def configure() -> None:
    """Set up the stream for this process. Other handlers may be added to the logger."""
    logger = logging.getLogger(LOGGER)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    if not any(isinstance(handler, _Output) for handler in logger.handlers):
        logger.addHandler(_Output())


def security_event(kind: str, /, *, severity: Severity = Severity.INFO, **ids: int | str | None) -> None:
    """Write a security event such as `log_in.failed`, with the ids that explain it.

    Values must be numbers, ids, or codes of ours; anything else is masked. In a request, the line also has the
    request's id, its route, and its network, truncated so that it names no household.
    """
    if not KIND.fullmatch(kind):
        raise ValueError(f"{kind!r} is not the kind of an event, such as log_in.failed")
    event: dict[str, object] = {
        "logger": LOGGER,
        "event": kind,
        "severity": severity.value,
        "timestamp": datetime.now(UTC).isoformat(),
        **structlog.contextvars.get_contextvars(),
    }
    if has_request_context():
        event["route"] = request.url_rule.rule if request.url_rule else "(no route)"
        event["network"] = truncated_network()
    event.update({name: masked(value) for name, value in ids.items() if value is not None})
    logging.getLogger(LOGGER).log(LEVELS[severity], json.dumps(event))


LEVELS = {
    Severity.INFO: logging.INFO,
    Severity.NOTICE: logging.INFO,
    Severity.WARNING: logging.WARNING,
    Severity.SEVERE: logging.CRITICAL,
}


def masked(value: int | str) -> int | str:
    return value if isinstance(value, int) or ID.fullmatch(value) else MASKED
