"""Template variables of every page."""

from enum import StrEnum

from flask import Flask, request

from app.core.settings import settings


class Theme(StrEnum):
    LIGHT = "light"
    DARK = "dark"
    SYSTEM = "system"


THEMES = frozenset({Theme.LIGHT, Theme.DARK})


def init_app(app: Flask) -> None:
    @app.context_processor
    def _page() -> dict[str, object]:
        theme = request.cookies.get("theme")
        return {"theme": theme if theme in THEMES else None, "settings": settings()}
