"""What every page's template may use."""

from typing import cast

from flask import Flask, current_app, request

from app.accounts.enums import Theme
from config import Settings

THEMES = frozenset({Theme.LIGHT, Theme.DARK})


def settings() -> Settings:
    """The settings of the running application."""
    return cast(Settings, current_app.extensions["settings"])


def init_app(app: Flask) -> None:
    @app.context_processor
    def _page() -> dict[str, object]:
        theme = request.cookies.get("theme")
        return {"theme": theme if theme in THEMES else None, "settings": settings()}
