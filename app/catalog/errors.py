"""Codes of the rules that this feature's actions and queries enforce. Their texts are in `error_texts`."""

from enum import auto

from app.core.errors import ErrorCode


class CatalogErrorCode(ErrorCode):
    ADD_ON_LENGTH = auto()
    ADD_ON_NAME = auto()
    ADD_ON_PRICE = auto()
    BUFFER = auto()
    CAPACITY = auto()
    GUESTS_PER_BOOKING = auto()
    INCOMPLETE_START = auto()
    LENGTH = auto()
    LIST_CHANGED = auto()
    MEMBER_OF_OTHER_VENUE = auto()
    MORE_GUESTS_THAN_MEMBERS = auto()
    MORE_GUESTS_THAN_SPOTS = auto()
    NOT_OFFERED = auto()
    NOT_ON_LIST = auto()
    NOT_STAFFED = auto()
    NO_STARTS = auto()
    NUMBER_OF_OPTIONS = auto()
    ONE_LENGTH_PER_CLASS = auto()
    NO_TEAM_MEMBERS = auto()
    PRICE = auto()
    REMOVED = auto()
    SAME_LENGTH = auto()
    STEP = auto()
    TEXT_LENGTH = auto()
    TOO_MANY_ADD_ONS = auto()
    TOO_MANY_SERVICES = auto()
    TOO_MANY_STARTS = auto()
