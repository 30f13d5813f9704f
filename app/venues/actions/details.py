"""Actions on a venue's tags, policies and booking rules, which take effect without a review."""

from collections.abc import Collection

from sqlalchemy import delete, insert

from app.core.db import session
from app.core.errors import DomainError
from app.taxonomy.models import Tag, venue_tag
from app.venues.actions.reindex import schedule_reindex
from app.venues.errors import VenueErrorCode
from app.venues.models import Venue
from app.venues.queries import lock_venue


def set_tags(*, venue: Venue, tags: Collection[Tag]) -> None:
    """Replace the venue's tags."""
    lock_venue(venue)
    session.execute(delete(venue_tag).where(venue_tag.c.venue_id == venue.id))
    if tags:
        session.execute(insert(venue_tag), [{"venue_id": venue.id, "tag_id": tag.id} for tag in tags])
    schedule_reindex(venue.id)


def set_policy(*, venue: Venue, free_hours: int, keep_percent: int) -> None:
    """Set the cancellation policy for future bookings.

    Canceling is free until `free_hours` before the start, then the fee is `keep_percent` of the price. Bookings that
    are held or made already stay under their original policy. Raises DomainError.
    """
    if not 0 <= free_hours <= 720:
        raise DomainError(VenueErrorCode.FREE_CANCELLATION)
    if not 0 <= keep_percent <= 100:
        raise DomainError(VenueErrorCode.CANCELLATION_FEE)
    venue.cancel_free_hours, venue.cancel_keep_percent = free_hours, keep_percent
    session.flush()


def set_reschedule_policy(*, venue: Venue, hours: int | None) -> None:
    """Let guests reschedule a booking online until this many hours before it begins; None means never.

    A booking stays under the rule in force when it was made, and can never be rescheduled later than it can be canceled
    for free. Raises DomainError.
    """
    if hours is not None and not 0 <= hours <= 720:
        raise DomainError(VenueErrorCode.ONLINE_RESCHEDULING)
    venue.reschedule_hours = hours
    session.flush()


def set_tips(*, venue: Venue, on: bool) -> None:
    """Let guests tip after a booking, or don't."""
    venue.takes_tips = on
    session.flush()


def set_booking_window(*, venue: Venue, minimum_notice_minutes: int, booking_window_days: int) -> None:
    """Set the minimum notice before a start and how many days ahead guests can book. Raises DomainError."""
    if not 0 <= minimum_notice_minutes <= 43200:
        raise DomainError(VenueErrorCode.MINIMUM_NOTICE)
    if not 1 <= booking_window_days <= 365:
        raise DomainError(VenueErrorCode.BOOKING_WINDOW)
    venue.minimum_notice_minutes, venue.booking_window_days = minimum_notice_minutes, booking_window_days
    schedule_reindex(venue.id)
    session.flush()


def set_request_policy(*, venue: Venue, accept_within_hours: int | None, max_upcoming: int | None) -> None:
    """Set how long the venue has to accept each request, and the limit of upcoming bookings per guest.

    `accept_within_hours` is None if bookings are confirmed at once; `max_upcoming` is None if there is no limit.
    Existing bookings do not change. Raises DomainError.
    """
    if accept_within_hours is not None and not 1 <= accept_within_hours <= 168:
        raise DomainError(VenueErrorCode.TIME_TO_ACCEPT)
    if max_upcoming is not None and not 1 <= max_upcoming <= 20:
        raise DomainError(VenueErrorCode.UPCOMING_PER_GUEST)
    venue.accept_within_hours, venue.max_upcoming = accept_within_hours, max_upcoming
    schedule_reindex(venue.id)
    session.flush()
