from enum import StrEnum


class ServiceKind(StrEnum):
    STAFFED = "staffed"  # members of the team perform it
    OPEN = "open"  # a room for n, at any step within the hours
    SCHEDULED = "scheduled"  # a class for n, at its listed starts only
