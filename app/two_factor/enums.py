from enum import StrEnum


class PasskeyPurpose(StrEnum):
    """What a challenge for a passkey was made for."""

    ADD = "add"
    LOG_IN = "log_in"
    SECOND_STEP = "second_step"
    CONFIRM = "confirm"  # before an important change
