"""What people read when one of this feature's rules is violated."""

from flask_babel import lazy_gettext

from app.core.errors import ErrorTexts
from app.memberships.errors import MembershipErrorCode

TEXTS: ErrorTexts = {
    MembershipErrorCode.ALREADY_MEMBER: lazy_gettext("You already have this membership."),
    MembershipErrorCode.NOT_OFFERED: lazy_gettext("%(venue)s no longer offers this membership. You weren’t charged."),
    MembershipErrorCode.NO_SUCH_MEMBERSHIP: lazy_gettext("We couldn’t find this membership."),
}
