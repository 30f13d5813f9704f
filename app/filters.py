from flask import Flask


def init_app(app: Flask) -> None:
    """Filled by its own commit."""
