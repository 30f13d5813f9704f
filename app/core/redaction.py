"""Error descriptions for the log: the type of an error and where it happened, never user input.

Error messages quote input: a `KeyError` its key, PostgreSQL a row, an SMTP refusal the address. So a message is logged
only for types whose message Python itself writes about code.
"""

import sys
from collections.abc import Iterator
from traceback import extract_tb
from types import TracebackType
from typing import Any

from structlog.typing import EventDict, WrappedLogger

# The messages of these errors name types and attributes in the code.
ABOUT_CODE = (AttributeError, ImportError, NameError, TypeError)
# Codes that errors of libraries carry besides their message, explained in the libraries' documentation.
CODES = ("pgcode", "sqlstate", "smtp_code", "errno", "http_status", "status_code", "code")
MOST_CAUSES = 5


def summary(error: BaseException) -> str:
    """Return an error's type, with its code and constraint if it has them: `UniqueViolation 23505 uq_cart_user_id`."""
    values = (getattr(error, name, None) for name in CODES)
    code = next((str(value) for value in values if isinstance(value, (int, str)) and value), "")
    constraint = getattr(getattr(error, "diag", None), "constraint_name", None)
    name = " ".join(filter(None, (type(error).__name__, code[:40], constraint)))
    return f"{name}: {error}" if isinstance(error, ABOUT_CODE) else name


def describe(error: BaseException) -> str:
    """Return an error and its causes, the outermost first, each with its type, its code, and its stack frames."""
    parts = []
    for link in list(_chain(error))[:MOST_CAUSES]:
        frames = (f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in extract_tb(link.__traceback__))
        parts.append("\n".join((summary(link), *frames)))
    return "\nbecause of\n".join(parts)


def describe_error(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Replace `exc_info` in a log event with `exception`, its description without user input."""
    error = _error_of(event.pop("exc_info", None))
    if error is not None:
        event["exception"] = describe(error)
    return event


def hide_job_arguments(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Replace the message of a Procrastinate event, which quotes the job's arguments, with the job's name and id."""
    if str(event.get("logger", "")).startswith("procrastinate"):
        record = event.get("_record")
        job: dict[str, Any] = getattr(record, "job", None) or {}
        event["event"] = f"procrastinate: {getattr(record, 'action', 'message')}"
        event["task"], event["job"] = job.get("task_name"), job.get("id")
    return event


def _chain(error: BaseException) -> Iterator[BaseException]:
    link: BaseException | None = error
    while link is not None:
        yield link
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)


def _error_of(
    info: bool | BaseException | tuple[type[BaseException], BaseException, TracebackType | None] | None,
) -> BaseException | None:
    if isinstance(info, BaseException):
        return info
    if isinstance(info, tuple):
        return info[1]
    return sys.exc_info()[1] if info else None
