"""CozyWish: a booking marketplace for spa and wellness venues."""

from app.core.collector import paused

with paused():
    from app.factory import create_app

__all__ = ["create_app"]
