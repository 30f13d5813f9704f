from enum import StrEnum


class ReservationKind(StrEnum):
    BOOKING = "booking"
    BLOCK = "block"  # made by the venue
    EXTERNAL = "external"  # from somebody else's calendar


class ReservationState(StrEnum):
    HELD = "held"
    CONFIRMED = "confirmed"


class UnavailableReason(StrEnum):
    """Why a start is not offered. The order is part of the meaning: the first that holds is the one that is told."""

    NO_SUCH_TIME = "no_such_time"  # the clocks skip it
    PAST = "past"
    NOTICE = "notice"  # sooner than the venue takes bookings
    HORIZON = "horizon"  # further ahead than the venue takes bookings
    CLOSED = "closed"
    MEMBER_OFF = "member_off"  # the venue is open, but she is not there, or not to the end
    OFF_GRID = "off_grid"  # between two steps, or not a listed start
    TOO_LONG = "too_long"  # it would run past closing
    FULL = "full"  # fewer places are left than are asked for
    TAKEN = "taken"  # somebody else has booked her
