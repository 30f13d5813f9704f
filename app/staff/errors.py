"""Codes of the rules that this feature's actions and queries enforce. Their texts are in `error_texts`."""

from enum import auto

from app.core.errors import ErrorCode


class StaffErrorCode(ErrorCode):
    ALREADY_HERE = auto()
    ALREADY_INVITED = auto()
    ANOTHER_ADDRESS = auto()
    INVITATION_OVER = auto()
    LINK_INCOMPLETE = auto()
    MAIN_OWNER = auto()
    NEEDS_PROFILE = auto()
    NOT_APPROVED = auto()
    NO_OFFER = auto()
    NO_SUCH_INVITATION = auto()
    OFFERED_TO_OWNER = auto()
    PROFILE_TAKEN = auto()
    SENT_TOO_OFTEN = auto()
    TOO_MANY_PEOPLE = auto()
