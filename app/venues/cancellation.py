"""The text of the cancellation policy, in one place so that pages and emails agree. It addresses the guest.

A policy is two numbers: until how many hours before the start canceling is free, and what percentage of the price a
later cancellation costs.
"""

from flask_babel import gettext as _
from flask_babel import ngettext

from app.venues.enums import PaymentTerms


def is_always_free(free_hours: int, keep_percent: int) -> bool:
    """Return whether canceling is free for as long as it is possible."""
    return keep_percent == 0 or free_hours == 0


def in_general(free_hours: int, keep_percent: int) -> str:
    """Describe the policy of a venue, a service, or anything not booked yet."""
    if is_always_free(free_hours, keep_percent):
        return _("Free cancellation until the start time.")
    if keep_percent == 100:
        return ngettext(
            "Free cancellation up to %(num)d hour before the start. After that, no refund.",
            "Free cancellation up to %(num)d hours before the start. After that, no refund.",
            free_hours,
        )
    return ngettext(
        "Free cancellation up to %(num)d hour before the start. After that, you get a %(percent)d%% refund.",
        "Free cancellation up to %(num)d hours before the start. After that, you get a %(percent)d%% refund.",
        free_hours,
        percent=100 - keep_percent,
    )


def in_time(until: str, keep_percent: int) -> str:
    """Describe the policy for a start before its deadline."""
    if keep_percent == 100:
        return _("Free cancellation until %(time)s. After that, no refund.", time=until)
    return _(
        "Free cancellation until %(time)s. After that, you get a %(percent)d%% refund.",
        time=until,
        percent=100 - keep_percent,
    )


def soon(free_hours: int, keep_percent: int) -> str:
    """Describe the policy for a start that is not booked yet and whose deadline has passed."""
    if keep_percent == 100:
        return ngettext(
            "No refund if you cancel. This time starts in less than %(num)d hour.",
            "No refund if you cancel. This time starts in less than %(num)d hours.",
            free_hours,
        )
    return ngettext(
        "%(percent)d%% refund if you cancel. This time starts in less than %(num)d hour.",
        "%(percent)d%% refund if you cancel. This time starts in less than %(num)d hours.",
        free_hours,
        percent=100 - keep_percent,
    )


def too_late(until: str, keep_percent: int) -> str:
    """Describe the policy for a booking whose deadline has passed."""
    if keep_percent == 100:
        return _("Free cancellation ended %(time)s. If you cancel, there’s no refund.", time=until)
    return _(
        "Free cancellation ended %(time)s. If you cancel, you get a %(percent)d%% refund.",
        time=until,
        percent=100 - keep_percent,
    )


def too_late_in_short(keep_percent: int) -> str:
    if keep_percent == 100:
        return _("No refund if you cancel")
    return _("%(percent)d%% refund if you cancel", percent=100 - keep_percent)


def before_payment(terms: PaymentTerms, free_hours: int, keep_percent: int, *, until: str = "") -> str:
    """Describe the policy where something is due after booking. `until` is the deadline of a chosen start, if any."""
    if is_always_free(free_hours, keep_percent):
        return in_general(free_hours, keep_percent)
    if until:
        return _("Free cancellation until %(time)s. %(after)s", time=until, after=_after(terms, keep_percent))
    return ngettext(
        "Free cancellation up to %(num)d hour before the start. %(after)s",
        "Free cancellation up to %(num)d hours before the start. %(after)s",
        free_hours,
        after=_after(terms, keep_percent),
    )


def _after(terms: PaymentTerms, keep_percent: int) -> str:
    if terms.saves_card:
        if keep_percent == 100:
            return _("After that, you pay the full price.")
        return _("After that, you pay %(percent)d%% of the price.", percent=keep_percent)
    if keep_percent == 100:
        return _("After that, no refund of the deposit.")
    return _("After that, you pay %(percent)d%% of the price, up to your deposit.", percent=keep_percent)


def no_show(terms: PaymentTerms) -> str:
    """Describe what a no-show costs."""
    if terms.saves_card:
        return _("For a no-show, you pay the full price.")
    if terms.takes_deposit:
        return _("No refund of the deposit for a no-show.")
    return _("No refund for a no-show.")


def soon_before_payment(terms: PaymentTerms, keep_percent: int) -> str:
    """Describe the same policy for a start whose deadline has passed."""
    if terms.saves_card:
        if keep_percent == 100:
            return _("This time starts soon: if you cancel, you pay the full price.")
        return _("This time starts soon: if you cancel, you pay %(percent)d%% of the price.", percent=keep_percent)
    if keep_percent == 100:
        return _("This time starts soon: if you cancel, no refund of the deposit.")
    return _(
        "This time starts soon: if you cancel, you pay %(percent)d%% of the price, up to your deposit.",
        percent=keep_percent,
    )
