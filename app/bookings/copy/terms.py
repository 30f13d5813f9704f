"""Texts about the terms of a booking: the cancellation deadline and fee."""

from collections.abc import Sequence
from datetime import timedelta

from flask_babel import gettext as _

from app.bookings.copy import policies
from app.bookings.copy.bookings import begins
from app.bookings.enums import BookingState
from app.bookings.models.bookings import Booking
from app.core import clock
from app.core.formats import clock as clock_time
from app.core.formats import moment, moment_zone, weekday
from app.core.sentences import join_sentences
from app.venues import cancellation

WEEK = timedelta(days=6)


def is_always_free(booking: Booking) -> bool:
    """Return whether canceling is free for as long as it is possible."""
    return cancellation.is_always_free(booking.cancel_free_hours, booking.cancel_keep_percent)


def policy(booking: Booking, *, is_guest: bool = True) -> str:
    """Return the whole policy with its deadline, as it is now.

    The venue sees only the deadline: what a later cancellation costs is for the guest.
    """
    if booking.is_requested:
        return _policy_of_request(booking) if is_guest else _("Free cancellation until you accept.")
    if is_always_free(booking):
        return _("Free cancellation until the start time, %(time)s.", time=begins(booking))
    deadline, is_over = moment_zone(booking.free_until, booking.venue.zone), booking.free_until < clock.now()
    if is_guest and booking.later_cents:
        return _with_later(booking, deadline, is_over=is_over)
    if is_guest:
        return (cancellation.too_late if is_over else cancellation.in_time)(deadline, booking.cancel_keep_percent)
    if is_over:
        return _("Free cancellation ended %(time)s.", time=deadline)
    return _("Free cancellation until %(time)s.", time=deadline)


def _with_later(booking: Booking, deadline: str, *, is_over: bool) -> str:
    """Return the policy of a booking that is not paid in full, in amounts."""
    if is_over:
        return join_sentences(_("Free cancellation ended %(time)s.", time=deadline), policies.too_late(booking))
    return join_sentences(_("Free cancellation until %(time)s.", time=deadline), policies.after_deadline(booking))


def _policy_of_request(booking: Booking) -> str:
    """Return the policy of a request: canceling is free until the venue responds; then the usual policy applies."""
    venue = booking.venue.name
    if is_always_free(booking):
        return _("Free cancellation until the start time, %(time)s.", time=begins(booking))
    if booking.free_until >= clock.now():
        return _(
            "You can cancel for free until %(venue)s responds. If it accepts, free cancellation continues until"
            " %(time)s.",
            venue=venue,
            time=moment_zone(booking.free_until, booking.venue.zone),
        )
    if booking.cancel_keep_percent == 100:
        return _(
            "You can cancel for free until %(venue)s responds. If it accepts and you cancel, there’s no refund.",
            venue=venue,
        )
    return _(
        "You can cancel for free until %(venue)s responds. If it accepts and you cancel, you get a %(percent)d%%"
        " refund.",
        venue=venue,
        percent=100 - booking.cancel_keep_percent,
    )


def what_is_next(bookings: Sequence[Booking]) -> str:
    """Say when the venues respond and what happens then; empty unless the whole order is pending requests."""
    if not bookings or not all(booking.is_requested for booking in bookings):
        return ""
    text = _("The venues have until the times below to respond. We’ll email you either way.")
    if len(bookings) == 1:
        booking = bookings[0]
        text = _(
            "%(venue)s has until %(time)s to respond. We’ll email you either way.",
            venue=booking.venue.name,
            time=moment_zone(booking.accept_by or booking.starts_at, booking.venue.zone),
        )
    if not any(booking.paid_cents for booking in bookings):
        return text
    refund = (
        _("If it declines or doesn’t respond, you get a full refund.")
        if len(bookings) == 1
        else _("If a venue declines or doesn’t respond, you get a full refund for that booking.")
    )
    return f"{text} {refund}"


def terms(booking: Booking) -> list[tuple[str, str]]:
    """Return the terms that still apply, each with its icon; none once the booking is canceled or has started."""
    missed = policies.no_show(booking) if booking.later_cents else _("No refund for a no-show.")
    if not booking.can_be_canceled:
        return [("ban", missed)] if booking.state is BookingState.NO_SHOW else []
    if booking.order.is_from_front_desk:
        return [("undo-2", _("You pay at the venue. If you can’t make it, cancel here or call as early as you can."))]
    if booking.is_requested:
        refund = _("If the venue declines or doesn’t respond, you get a full refund.")
        return [("clock", f"{waiting(booking)} {refund}"), ("undo-2", policy(booking))]
    canceled = _("If the venue cancels, you get a full refund.")
    return [("undo-2", policy(booking)), ("ban", missed), ("store", canceled)]


def waiting(booking: Booking) -> str:
    """Say that the venue has not accepted a request yet, and its deadline."""
    until = booking.accept_by or booking.starts_at
    return _(
        "Request pending. %(venue)s has until %(time)s to accept.",
        venue=booking.venue.name,
        time=moment_zone(until, booking.venue.zone),
    )


def rule_tag(booking: Booking) -> tuple[str, str]:
    """Return a short text about the cancellation terms of an upcoming booking, and its tag style."""
    if booking.is_requested:
        return waiting(booking), "wait"
    if booking.starts_at <= clock.now():
        return _("This booking has started. Call %(venue)s to make changes.", venue=booking.venue.name), "calm"
    if is_always_free(booking):
        return _("Free cancellation until the start time"), "ok"
    if booking.free_until >= clock.now():
        return _("Free cancellation until %(time)s", time=_near(booking)), "ok"
    if booking.later_cents:
        return policies.too_late(booking).removesuffix("."), "wait"
    return cancellation.too_late_in_short(booking.cancel_keep_percent), "wait"


def _near(booking: Booking) -> str:
    """Return the deadline, with only the weekday if it is within a week."""
    local = booking.free_until.astimezone(booking.venue.zone)
    today = clock.now().astimezone(booking.venue.zone).date()
    if local.date() - today > WEEK:
        return moment(local, booking.venue.zone)
    return _("%(day)s %(time)s", day=weekday(local.date()), time=clock_time(local, booking.venue.zone))


def free_until(bookings: Sequence[Booking]) -> str:
    """Return the earliest free cancellation deadline of the bookings; empty once it has passed."""
    bound = [booking for booking in bookings if not is_always_free(booking)]
    first = min(bound, key=lambda booking: booking.free_until, default=None)
    if first is None or first.free_until < clock.now():
        return ""
    return moment_zone(first.free_until, first.venue.zone)
