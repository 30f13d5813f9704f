"""What people read when one of this feature's rules is violated."""

from flask_babel import lazy_gettext

from app.core.errors import ErrorTexts
from app.staff.errors import StaffErrorCode

TEXTS: ErrorTexts = {
    StaffErrorCode.ALREADY_HERE: lazy_gettext("%(name)s works here already. Change their role in the list of staff."),
    StaffErrorCode.ALREADY_INVITED: lazy_gettext(
        "You already invited %(email)s. Resend or cancel that invitation in the list of staff."
    ),
    StaffErrorCode.ANOTHER_ADDRESS: lazy_gettext(
        "This invitation is for %(email)s. Log in with that email address to accept it."
    ),
    StaffErrorCode.INVITATION_OVER: lazy_gettext(
        "This invitation is no longer open. Ask %(venue)s to invite you again."
    ),
    StaffErrorCode.LINK_INCOMPLETE: lazy_gettext("This link is incomplete. Open it again from the email."),
    StaffErrorCode.MAIN_OWNER: lazy_gettext("%(name)s is the main owner. Only they can change their role or leave."),
    StaffErrorCode.NEEDS_PROFILE: lazy_gettext(
        "Choose whose calendar this person sees. Add them to your team first if they aren’t listed."
    ),
    StaffErrorCode.NOT_APPROVED: lazy_gettext("You can invite staff once %(venue)s is approved."),
    StaffErrorCode.NO_OFFER: lazy_gettext("This offer is no longer open. Reload the page."),
    StaffErrorCode.NO_SUCH_INVITATION: lazy_gettext("This invitation was answered or canceled. Reload the page."),
    StaffErrorCode.OFFERED_TO_OWNER: lazy_gettext("%(name)s is an owner already."),
    StaffErrorCode.PROFILE_TAKEN: lazy_gettext("%(name)s already has a login. Choose another team member."),
    StaffErrorCode.SENT_TOO_OFTEN: lazy_gettext(
        "We sent this invitation %(most)s times. Cancel it, then check the email address."
    ),
    StaffErrorCode.TOO_MANY_PEOPLE: lazy_gettext(
        "Up to %(most)s people can work here. Remove someone or cancel an invitation first."
    ),
}
