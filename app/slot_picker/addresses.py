"""The URLs of a venue's page and of a service's times."""

from functools import lru_cache

from flask import url_for

from app.catalog.models import ServiceOption


@lru_cache(maxsize=4096)
def venue_address(slug: str) -> str:
    """Return the URL of a venue's page. Cached because a list needs dozens of these, the same each time."""
    return url_for("venue_pages.venue", slug=slug)


@lru_cache(maxsize=16384)
def service_address(slug: str, service: str) -> str:
    """Return the URL of a service's time picker."""
    return url_for("slot_picker.slots", slug=slug, service=service)


def minutes_of(option: ServiceOption) -> int | None:
    """Return the duration as URLs name it: None for the first option, which needs no name."""
    return None if option.id == option.service.first_option.id else option.duration_minutes
