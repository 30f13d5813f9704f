"""What people read when one of this feature's rules is violated."""

from flask_babel import lazy_gettext, ngettext

from app.core.errors import ErrorTexts
from app.waitlist.errors import WaitlistErrorCode

TEXTS: ErrorTexts = {
    WaitlistErrorCode.ALREADY_ON_WAITLIST: lazy_gettext("You’re already on this waitlist."),
    WaitlistErrorCode.AVAILABLE_NOW: lazy_gettext(
        "A time is available then. Book it now, or choose another part of the day."
    ),
    WaitlistErrorCode.BEYOND_BOOKING_WINDOW: lambda num: ngettext(
        "Bookings open %(num)d day ahead. Choose an earlier day.",
        "Bookings open %(num)d days ahead. Choose an earlier day.",
        num,
    ),
    WaitlistErrorCode.MEMBER_NOT_OFFERED: lazy_gettext(
        "This team member doesn’t offer this service. Choose another, or Anyone available."
    ),
    WaitlistErrorCode.NOT_ON_WAITLIST: lazy_gettext("You’re no longer on this waitlist."),
    WaitlistErrorCode.NO_REJOIN: lazy_gettext("You can’t rejoin this waitlist. Check the available times instead."),
    WaitlistErrorCode.NO_SUCH_ENTRY: lazy_gettext(
        "This isn’t on your waitlist. Log in with the account you used to join."
    ),
    WaitlistErrorCode.ONE_GUEST_PER_MEMBER: lazy_gettext(
        "A team member can take 1 guest at a time. For more guests, choose Anyone available."
    ),
    WaitlistErrorCode.TOO_LATE_TO_JOIN: lazy_gettext(
        "It’s too late to join the waitlist for that time. Choose a later time or another day."
    ),
    WaitlistErrorCode.TOO_MANY_GUESTS: lambda num: ngettext(
        "You can book this service for up to %(num)d guest. Choose fewer guests.",
        "You can book this service for up to %(num)d guests. Choose fewer guests.",
        num,
    ),
    WaitlistErrorCode.TOO_MANY_WAITLISTS: lazy_gettext(
        "You can be on up to %(number)s waitlists. Leave one before you join another."
    ),
    WaitlistErrorCode.VENUE_CLOSED: lazy_gettext("%(venue)s is closed at that time. Choose another time or day."),
}
