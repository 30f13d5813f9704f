"""The filters and sort orders of the booking list."""

from enum import StrEnum

from flask_babel import gettext as _


class BookingFilter(StrEnum):
    """The filter for which bookings to list."""

    TO_COME = "to-come"
    REQUESTED = "to-confirm"
    UNPAID = "to-pay"
    OVER = "over"
    MISSED = "missed"
    CANCELED = "canceled"
    ALL = "all"

    @property
    def label(self) -> str:
        return {
            BookingFilter.TO_COME: _("Upcoming"),
            BookingFilter.REQUESTED: _("Requests"),
            BookingFilter.UNPAID: _("Unpaid"),
            BookingFilter.OVER: _("Completed"),
            BookingFilter.MISSED: _("No-shows"),
            BookingFilter.CANCELED: _("Canceled"),
            BookingFilter.ALL: _("All"),
        }[self]


class Sorting(StrEnum):
    """Sort keys; a leading minus means descending."""

    FIRST = "time"
    LAST = "-time"
    GUEST = "guest"
    SERVICE = "service"
    PRICE = "-price"
