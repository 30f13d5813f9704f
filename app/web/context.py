"""Template variables of every page."""

from enum import StrEnum

from flask import Flask

from app.core.settings import settings
from app.web.cookies import preference


class Theme(StrEnum):
    LIGHT = "light"
    DARK = "dark"
    SYSTEM = "system"


THEMES = frozenset({Theme.LIGHT, Theme.DARK})


def init_app(app: Flask) -> None:
    @app.context_processor
    def _page() -> dict[str, object]:
        theme = preference("theme")
        return {"theme": theme if theme in THEMES else None, "settings": settings()}
