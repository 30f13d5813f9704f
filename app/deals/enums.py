from enum import StrEnum


class DealKind(StrEnum):
    PERCENT = "percent"
    FIXED = "fixed"


class DealStatus(StrEnum):
    DRAFT = "draft"
    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    ENDED = "ended"
