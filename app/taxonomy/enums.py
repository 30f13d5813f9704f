"""Enumerations of the taxonomy."""

from enum import StrEnum


class TagGroup(StrEnum):
    AMENITY = "amenity"  # what the venue has
    GOOD_FOR = "good-for"  # the guests it suits
