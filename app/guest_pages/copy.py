"""The texts that templates of bookings and orders use."""

from typing import Any

from app.bookings.copy import bookings, cancellation, policies, series, terms
from app.orders import copy as orders
from app.rescheduling import copy as rescheduling

BOOKING_COPY: dict[str, Any] = {
    "copy": bookings,
    "cancellation_copy": cancellation,
    "order_copy": orders,
    "policies_copy": policies,
    "rescheduling_copy": rescheduling,
    "series_copy": series,
    "terms_copy": terms,
}
