"""What every page's template may use."""

from typing import cast

from flask import Flask, current_app, request, url_for

from app.accounts.enums import Theme
from config import Settings

THEMES = frozenset({Theme.LIGHT, Theme.DARK})


def settings() -> Settings:
    """The settings of the running application."""
    return cast(Settings, current_app.extensions["settings"])


def url_or_root(endpoint: str) -> str:
    """The address of a page, or of the root in an application that has no such page."""
    return url_for(endpoint) if endpoint in current_app.view_functions else "/"


def init_app(app: Flask) -> None:
    @app.context_processor
    def _page() -> dict[str, object]:
        theme = request.cookies.get("theme")
        return {"theme": theme if theme in THEMES else None, "settings": settings()}
