from enum import StrEnum


class ConsentKind(StrEnum):
    """What a person agrees to."""

    TERMS = "terms"
    PRIVACY = "privacy"
    HEALTH_ANSWERS = "health_answers"
    CARE_NOTE = "care_note"
