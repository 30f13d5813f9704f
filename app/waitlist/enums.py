from enum import StrEnum


class WaitlistState(StrEnum):
    WAITING = "waiting"
    OFFERED = "offered"  # a time is held until it is paid for or declined
    TAKEN = "taken"
    PASSED = "passed"  # an offer was not answered
    WITHDRAWN = "withdrawn"
    OVER = "over"  # its time has passed, or it can no longer be fulfilled


OPEN = frozenset({WaitlistState.WAITING, WaitlistState.OFFERED})
