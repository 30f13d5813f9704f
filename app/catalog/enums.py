from enum import StrEnum


class ServiceKind(StrEnum):
    STAFFED = "staffed"  # team members provide it
    OPEN = "open"  # a room for n, at any step within the hours
    SCHEDULED = "scheduled"  # a class for n, only at its listed starts
