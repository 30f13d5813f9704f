from enum import StrEnum


class AccessKind(StrEnum):
    """What someone opened."""

    GUEST_RECORD = "guest_record"
    HEALTH_ANSWERS = "health_answers"
    ACCOUNT = "account"
    ORDER = "order"
    BOOKING = "booking"
    ANSWERS = "answers"
    GUEST_EXPORT = "guest_export"
    SITE_VIEW = "site_view"
