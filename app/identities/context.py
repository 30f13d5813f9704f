"""Template variables: the providers that pages offer."""

from flask import Flask
from flask_login import current_user

from app.identities.enums import Provider
from app.identities.provider import providers
from app.identities.queries import identities_of


def init_app(app: Flask) -> None:
    app.context_processor(lambda: {"identity_providers": offered, "own_providers": own})


def offered() -> list[Provider]:
    """Return the providers that are set up."""
    return list(providers())


def own() -> list[Provider]:
    """Return those that the logged-in person has connected. One statement, if any is set up."""
    if not providers() or not current_user.is_authenticated:
        return []
    connected = {identity.provider for identity in identities_of(current_user.id)}
    return [provider for provider in providers() if provider in connected]
