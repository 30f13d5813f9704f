from enum import StrEnum


class ExportState(StrEnum):
    WORKING = "working"
    READY = "ready"


class ErasureKind(StrEnum):
    ACCOUNT = "account"
    GUEST = "guest"


class RequestKind(StrEnum):
    """What a person asked for."""

    ACCESS = "access"
    CORRECTION = "correction"
    DELETION = "deletion"
    LIMIT = "limit"
    OTHER = "other"
