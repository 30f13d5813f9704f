"""Running the calendar parser in a process of its own; app/calendar_sync/ical_parser.py explains why."""

import json
import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l

from app.calendar_sync import ical_parser
from app.core.errors import DomainError

PROGRAM = Path(ical_parser.__file__)
# Wall-clock seconds. The CPU time has a limit of its own, but machines are busy at times.
PATIENCE = 25
TOO_MUCH = "unreadable"

WORDS = {
    "no_calendar": _l("That link isn’t a calendar. Copy the link that ends in .ics, or the secret link."),
    "many_events": _l(
        "That calendar has more than 2,000 events. Share a smaller one, such as one with only this year’s events."
    ),
    "many_times": _l(
        "Events in that calendar repeat more than 5,000 times in six months. Share a calendar without these events."
    ),
    "unreadable": _l("We can’t read that calendar. It’s damaged or too complex. Share a calendar with fewer events."),
}


class CannotRead(DomainError):
    """The error for text that is not a calendar, or not one that we can read; the message says which."""


def busy_times(
    text: bytes, *, zone: ZoneInfo, window: tuple[datetime, datetime], own: str
) -> Sequence[ical_parser.Span]:
    """Return the busy times of a calendar like `ical_parser.busy_times`, safe for any content. Raises CannotRead."""
    first, last = window
    request = {"zone": zone.key, "first": first.isoformat(), "last": last.isoformat(), "own": own}
    try:
        child = subprocess.run(  # noqa: S603  # our own program
            [sys.executable, "-I", str(PROGRAM)],
            input=json.dumps(request).encode() + b"\n" + text,
            capture_output=True,
            timeout=PATIENCE,
            env={},
            check=True,
        )
        answer = json.loads(child.stdout)
    except (subprocess.SubprocessError, ValueError):
        raise CannotRead(WORDS[TOO_MUCH]) from None
    if "problem" in answer:
        raise CannotRead(WORDS[answer["problem"]])
    return [(datetime.fromisoformat(begins), datetime.fromisoformat(ends)) for begins, ends in answer["busy"]]
