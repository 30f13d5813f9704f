from enum import StrEnum


class ReservationKind(StrEnum):
    BOOKING = "booking"
    BLOCK = "block"  # made by the venue
    EXTERNAL = "external"  # from a synced calendar


class ReservationState(StrEnum):
    HELD = "held"
    CONFIRMED = "confirmed"


class UnavailableReason(StrEnum):
    """Why a start is unavailable. The order matters: the first reason that applies is the one shown."""

    NO_SUCH_TIME = "no_such_time"  # skipped when the clocks change
    PAST = "past"
    MINIMUM_NOTICE = "minimum_notice"  # sooner than the minimum notice
    BOOKING_WINDOW = "booking_window"  # beyond the booking window
    CLOSED = "closed"
    MEMBER_OFF = "member_off"  # the venue is open, but the team member is off for all or part of the time
    OFF_GRID = "off_grid"  # between two steps, or not a listed start
    TOO_LONG = "too_long"  # would run past closing
    FULL = "full"  # fewer spots are left than requested
    TAKEN = "taken"  # the team member is already booked
    NO_ROOM = "no_room"  # the team member is free, but none of the service's rooms is
    NO_EQUIPMENT = "no_equipment"  # the same for its equipment
