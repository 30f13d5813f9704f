"""What was agreed of a visit, in words: until when it can be canceled, and for how much."""

from collections.abc import Sequence
from datetime import timedelta

from flask_babel import gettext as _

from app import clock
from app.bookings.models import Booking
from app.bookings.visits import Visit
from app.bookings.words.visits import begins
from app.filters import clock as clock_time
from app.filters import day, moment_zone, weekday
from app.venues import cancellation

WEEK = timedelta(days=6)


def is_always_free(booking: Booking) -> bool:
    """Whether canceling costs nothing as long as it is possible."""
    return cancellation.is_always_free(booking.cancel_free_hours, booking.cancel_keep_percent)


def policy(visit: Visit, *, is_guest: bool = True) -> str:
    """The whole policy with its deadline, as it is now. Of the venue only the deadline: what a later cancellation costs
    is told to the guest."""
    booking = visit.booking
    if visit.is_requested:
        return _policy_of_request(visit) if is_guest else _("Free cancellation until you accept.")
    if is_always_free(booking):
        return _("Free cancellation until the start time, %(time)s.", time=begins(visit))
    deadline, is_over = moment_zone(booking.free_until, visit.venue.zone), booking.free_until < clock.now()
    if is_guest:
        return (cancellation.too_late if is_over else cancellation.in_time)(deadline, booking.cancel_keep_percent)
    if is_over:
        return _("Free cancellation ended %(time)s.", time=deadline)
    return _("Free cancellation until %(time)s.", time=deadline)


def _policy_of_request(visit: Visit) -> str:
    """Until the venue responds canceling is free in any case; then what the policy says."""
    booking, venue = visit.booking, visit.venue.name
    if is_always_free(booking):
        return _("Free cancellation until the start time, %(time)s.", time=begins(visit))
    if booking.free_until >= clock.now():
        return _(
            "You can cancel for free until %(venue)s responds. If it accepts, free cancellation continues until"
            " %(time)s.",
            venue=venue,
            time=moment_zone(booking.free_until, visit.venue.zone),
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


def what_is_next(visits: Sequence[Visit]) -> str:
    """Of an order of which all waits for its venues: until when they respond, and what then happens."""
    if not visits or not all(visit.is_requested for visit in visits):
        return ""
    said = _("The venues have until the times below to respond. We’ll email you either way.")
    if len(visits) == 1:
        visit = visits[0]
        said = _(
            "%(venue)s has until %(time)s to respond. We’ll email you either way.",
            venue=visit.venue.name,
            time=moment_zone(visit.booking.answer_by or visit.booking.starts_at, visit.venue.zone),
        )
    if not any(visit.booking.paid_cents for visit in visits):
        return said
    refund = (
        _("If it declines or doesn’t respond, you get a full refund.")
        if len(visits) == 1
        else _("If a venue declines or doesn’t respond, you get a full refund for that booking.")
    )
    return f"{said} {refund}"


def terms(visit: Visit) -> list[tuple[str, str]]:
    """What holds, each with its icon; of what is canceled nothing holds any more."""
    if visit.is_canceled:
        return []
    if visit.order.is_from_desk:
        return [("undo-2", _("You pay at the venue. If you can’t make it, cancel here or call as early as you can."))]
    if visit.is_requested:
        refund = _("If the venue declines or doesn’t respond, you get a full refund.")
        return [("clock", f"{waiting(visit)} {refund}"), ("undo-2", policy(visit))]
    missed, canceled = _("No refund for a no-show."), _("If the venue cancels, you get a full refund.")
    return [("undo-2", policy(visit)), ("ban", missed), ("store", canceled)]


def waiting(visit: Visit) -> str:
    """Of a booking that the venue has not accepted yet."""
    until = visit.booking.answer_by or visit.booking.starts_at
    return _(
        "Request pending. %(venue)s has until %(time)s to accept.",
        venue=visit.venue.name,
        time=moment_zone(until, visit.venue.zone),
    )


def rule_tag(visit: Visit) -> tuple[str, str]:
    """How the rule stands for a visit to come, short, and the kind of its tag."""
    booking = visit.booking
    if visit.is_requested:
        return waiting(visit), "wait"
    if booking.starts_at <= clock.now():
        return _("Started. Call the venue to make changes."), "calm"
    if is_always_free(booking):
        return _("Free cancellation until the start time"), "ok"
    if booking.free_until >= clock.now():
        return _("Free cancellation until %(time)s", time=_near(visit)), "ok"
    return cancellation.too_late_in_short(booking.cancel_free_hours, booking.cancel_keep_percent), "wait"


def _near(visit: Visit) -> str:
    """The deadline; the weekday is enough within a week."""
    local = visit.booking.free_until.astimezone(visit.venue.zone)
    today = clock.now().astimezone(visit.venue.zone).date()
    named = weekday(local.date()) if local.date() - today <= WEEK else day(local, visit.venue.zone)
    return _("%(day)s %(time)s", day=named, time=clock_time(local, visit.venue.zone))


def free_until(visits: Sequence[Visit]) -> str:
    """The first instant from which canceling one of them costs something; empty once it has come."""
    bound = [visit for visit in visits if not is_always_free(visit.booking)]
    first = min(bound, key=lambda visit: visit.booking.free_until, default=None)
    if first is None or first.booking.free_until < clock.now():
        return ""
    return moment_zone(first.booking.free_until, first.venue.zone)
