"""What people read when one of this feature's rules is violated."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.bookings.states import WORDS as STATES
from app.core.errors import ErrorTexts
from app.rescheduling import copy
from app.rescheduling.errors import ReschedulingErrorCode

TEXTS: ErrorTexts = {
    ReschedulingErrorCode.CHANGED: copy.booking_changed,
    ReschedulingErrorCode.JUST_BOOKED: lazy_gettext(
        "That time was just booked. Reload the page, then choose another time."
    ),
    ReschedulingErrorCode.LENGTH: lazy_gettext("A booking lasts 5 minutes to 24 hours. Choose another end time."),
    ReschedulingErrorCode.MEMBER_NOT_OFFERED: lazy_gettext(
        "Your team member no longer offers this service. Choose Anyone available."
    ),
    ReschedulingErrorCode.NEEDS_CONFIRMATION: lambda places, service, venue: " ".join(
        copy.unusual(places, service, venue)
    ),
    ReschedulingErrorCode.NOTHING_TO_UNDO: lazy_gettext(
        "There’s no change to undo. Reload the page to see the booking’s current time."
    ),
    ReschedulingErrorCode.NOT_ONLINE: copy.refusal_text,
    ReschedulingErrorCode.NOT_ON_TEAM: lazy_gettext(
        "This team member is no longer on your team. Choose another team member."
    ),
    ReschedulingErrorCode.PREVIOUS_TIME_PASSED: lazy_gettext(
        "The previous time has passed, so you can’t undo this change."
    ),
    ReschedulingErrorCode.PREVIOUS_TIME_TAKEN: lazy_gettext(
        "The previous time is no longer available. Choose another time."
    ),
    ReschedulingErrorCode.PRICE_CHANGED: lazy_gettext(
        "The price changed while you were deciding. Check the new price below."
    ),
    ReschedulingErrorCode.SAME_TIME: lazy_gettext(
        "The booking is already at that time. Choose another time or team member."
    ),
    ReschedulingErrorCode.SERVICE_NOT_OFFERED: lazy_gettext(
        "This service is no longer offered, so you can’t reschedule online."
    ),
    ReschedulingErrorCode.SLOT_CONFLICT: copy.conflict,
    ReschedulingErrorCode.STATE: lambda state: _(
        "This booking’s status is %(state)s, so it can’t be rescheduled.", state=STATES[state]
    ),
    ReschedulingErrorCode.TIME_PASSED: lazy_gettext("That time has passed. Choose a later time."),
    ReschedulingErrorCode.TOO_FAR_AHEAD: lazy_gettext(
        "That’s more than a year ahead. Choose a day in the next 12 months."
    ),
    ReschedulingErrorCode.WAITS_FOR_PAYMENT: lazy_gettext(
        "We’re already holding a new time for this booking. Pay for it, or keep your current time."
    ),
}
