"""What people read when one of this feature's rules is violated."""

from flask_babel import lazy_gettext

from app.core.errors import ErrorTexts
from app.profiles.errors import ProfileErrorCode

TEXTS: ErrorTexts = {
    ProfileErrorCode.CARE_NOTE_KEY_MISSING: lazy_gettext(
        "We can’t open these preferences and allergies right now. Nothing is lost. Contact CozyWish support."
    ),
    ProfileErrorCode.CONSENT_MISSING: lazy_gettext("Check the box to agree. Without that, we can’t save this."),
    ProfileErrorCode.NOT_OWNER: lazy_gettext("Only a venue’s owners can introduce themselves on its page."),
    ProfileErrorCode.NOT_SERVED_BY: lazy_gettext(
        "You can choose team members who served you. This one didn’t, or has left the venue."
    ),
    ProfileErrorCode.NO_CARE_NOTE: lazy_gettext("There’s nothing to open. The guest may have deleted it."),
    ProfileErrorCode.NO_SUCH_DATE: lazy_gettext("That date doesn’t exist. Check the day of your birthday."),
    ProfileErrorCode.TOO_MANY_PREFERRED: lazy_gettext(
        "You can have up to %(most)s preferred team members. Remove one to add another."
    ),
}
