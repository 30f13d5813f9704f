from enum import StrEnum


class StaffChange(StrEnum):
    """What changed for a person at a venue. People get an email about each."""

    ROLE = "role"
    REMOVED = "removed"
    LEFT = "left"
    BECAME_OWNER = "became_owner"
    VENUE_DELETED = "venue_deleted"
