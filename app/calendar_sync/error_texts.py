"""What people read when one of this feature's rules is violated."""

from flask_babel import lazy_gettext

from app.calendar_sync.errors import CalendarSyncErrorCode
from app.core.errors import ErrorTexts

TEXTS: ErrorTexts = {
    CalendarSyncErrorCode.LINK_REVOKED: lazy_gettext("This private link no longer works. Ask the venue for a new one."),
    CalendarSyncErrorCode.NOT_CONNECTED: lazy_gettext(
        "%(name)s’s calendar is no longer connected. Connect it again to sync it."
    ),
    CalendarSyncErrorCode.OWN_CALENDAR: lazy_gettext(
        "That’s a CozyWish calendar. Its bookings already block time here."
    ),
}
