"""Template variables of every page."""

from enum import StrEnum
from typing import cast

from flask import Flask, current_app, request

from config import Settings


class Theme(StrEnum):
    LIGHT = "light"
    DARK = "dark"
    SYSTEM = "system"


THEMES = frozenset({Theme.LIGHT, Theme.DARK})


def settings() -> Settings:
    """Return the settings of the running application."""
    return cast(Settings, current_app.extensions["settings"])


def init_app(app: Flask) -> None:
    @app.context_processor
    def _page() -> dict[str, object]:
        theme = request.cookies.get("theme")
        return {"theme": theme if theme in THEMES else None, "settings": settings()}
