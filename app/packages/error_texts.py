"""What people read when one of this feature's rules is violated."""

from flask_babel import lazy_gettext

from app.core.errors import ErrorTexts
from app.packages.errors import PackageErrorCode

TEXTS: ErrorTexts = {
    PackageErrorCode.NO_SUCH_PACKAGE: lazy_gettext("We couldn’t find this package."),
    PackageErrorCode.NOT_SOLD: lazy_gettext("%(venue)s no longer sells this package. You weren’t charged."),
    PackageErrorCode.NOTHING_INCLUDED: lazy_gettext("Include bookings, a member price, or both."),
    PackageErrorCode.NOTHING_TO_REFUND: lazy_gettext(
        "Nothing is left to refund, or the guest has used the package in the meantime. Look at it again."
    ),
    PackageErrorCode.OTHER_SERVICES: lazy_gettext("Choose services from the list."),
    PackageErrorCode.TOO_MANY: lazy_gettext(
        "You can sell up to %(number)s packages at a time. Stop selling one of them first."
    ),
}
