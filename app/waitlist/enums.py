from enum import StrEnum


class WaitlistState(StrEnum):
    WAITING = "waiting"
    OFFERED = "offered"  # a time is held, until it is paid or passed on
    TAKEN = "taken"
    PASSED = "passed"  # an offer was not answered
    WITHDRAWN = "withdrawn"
    OVER = "over"  # its time has passed, or it cannot come true any more


OPEN = frozenset({WaitlistState.WAITING, WaitlistState.OFFERED})
