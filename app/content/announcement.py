"""The announcement above every page. Each process loads it once a minute, so it does not cost a statement per page."""

from dataclasses import dataclass
from datetime import datetime

from flask import Flask, current_app

from app.content.queries import current_announcement
from app.core import clock

KEPT = "announcement"


@dataclass(frozen=True, slots=True)
class ShownAnnouncement:
    text: str
    link: str


def init_app(app: Flask) -> None:
    app.context_processor(lambda: {"announcement": shown_announcement})


def shown_announcement() -> ShownAnnouncement | None:
    """Return the announcement to show in this minute, or None."""
    minute = clock.now().replace(second=0, microsecond=0)
    kept: tuple[datetime, ShownAnnouncement | None] | None = current_app.extensions.get(KEPT)
    if kept is None or kept[0] != minute:
        kept = minute, _ask(minute)
        current_app.extensions[KEPT] = kept
    return kept[1]


def forget() -> None:
    """Make this process load the announcement again, so that the admin who changed it sees the change at once."""
    current_app.extensions.pop(KEPT, None)


def _ask(at: datetime) -> ShownAnnouncement | None:
    found = current_announcement()
    if found is None or not found.is_on:
        return None
    begun = found.begins_at is None or found.begins_at <= at
    over = found.ends_at is not None and found.ends_at <= at
    return ShownAnnouncement(found.text, found.link) if begun and not over else None
