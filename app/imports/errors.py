"""Codes of the rules that this feature's actions and queries enforce. Their texts are in `error_texts`."""

from enum import auto

from app.core.errors import ErrorCode


class ImportErrorCode(ErrorCode):
    CANNOT_EMAIL = auto()
    CELL_TOO_LONG = auto()
    EMPTY_FILE = auto()
    NO_ROWS = auto()
    NO_SUCH_IMPORT = auto()
    NOT_A_CSV = auto()
    STATE_CHANGED = auto()
    TOO_MANY_COLUMNS = auto()
    TOO_MANY_ROWS = auto()
    UNDO_OVER = auto()
