from enum import StrEnum


class QuestionKind(StrEnum):
    SHORT_TEXT = "short_text"
    LONG_TEXT = "long_text"
    YES_NO = "yes_no"
    CHOOSE_ONE = "choose_one"
    CHOOSE_SEVERAL = "choose_several"
    DATE = "date"
    STATEMENT = "statement"  # the guest agrees to it
    SIGNATURE = "signature"  # typed or drawn

    @property
    def has_choices(self) -> bool:
        return self in {QuestionKind.CHOOSE_ONE, QuestionKind.CHOOSE_SEVERAL}

    @property
    def can_be_health(self) -> bool:
        """Return whether it can ask about health. A statement and a signature say nothing about it."""
        return self not in {QuestionKind.STATEMENT, QuestionKind.SIGNATURE}


class Change(StrEnum):
    """What happened to a question while a guest was answering."""

    NEW = "new"
    CHANGED = "changed"
