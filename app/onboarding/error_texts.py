"""What people read when one of this feature's rules is violated."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from app.core.errors import ErrorTexts
from app.core.sentences import listed
from app.onboarding.errors import OnboardingErrorCode

TEXTS: ErrorTexts = {
    OnboardingErrorCode.ADMIN_ACCOUNT: lazy_gettext("Admin accounts can’t list a venue. Log in with another account."),
    OnboardingErrorCode.STEPS_MISSING: lambda steps: _("Complete these steps first: %(steps)s.", steps=listed(steps)),
    OnboardingErrorCode.UPCOMING_BOOKINGS: lambda num, venue: ngettext(
        "%(venue)s has %(num)d upcoming booking. Cancel it, or unpublish the venue until it’s over.",
        "%(venue)s has %(num)d upcoming bookings. Cancel each one, or unpublish the venue until they’re over.",
        num,
        venue=venue,
    ),
}
