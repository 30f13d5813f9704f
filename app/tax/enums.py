from enum import StrEnum


class Remitter(StrEnum):
    """Who pays a tax to the jurisdiction."""

    PLATFORM = "platform"  # we do, where a law for marketplaces covers the service
    VENUE = "venue"  # the venue does: we pass the tax through to it
