"""What people read when one of this feature's rules is violated."""

from flask_babel import lazy_gettext

from app.core.errors import ErrorTexts
from app.team.errors import TeamErrorCode

TEXTS: ErrorTexts = {
    TeamErrorCode.BUFFER: lazy_gettext("Choose a buffer time from 0 to %(most)s minutes."),
    TeamErrorCode.LAST_DAY_BEFORE_FIRST: lazy_gettext(
        "The last day must be on or after the first day. Check both dates."
    ),
    TeamErrorCode.NOT_AT_VENUE: lazy_gettext("This team member doesn’t work at %(venue)s. Choose another team member."),
    TeamErrorCode.NO_SUCH_MEMBER: lazy_gettext("We can’t find this team member."),
    TeamErrorCode.TEAM_CHANGED: lazy_gettext(
        "Your team changed while you were editing. Reload the page, then change the order again."
    ),
    TeamErrorCode.TEAM_FULL: lazy_gettext("A venue can have up to %(most)s team members. Remove one to add another."),
    TeamErrorCode.TIME_OFF_ENDS_BEFORE_START: lazy_gettext("Time off must end after it starts. Check both times."),
    TeamErrorCode.TIME_OFF_REMOVED: lazy_gettext("This time off was already removed."),
    TeamErrorCode.TOO_MANY_TIMES_OFF: lazy_gettext(
        "%(name)s has reached the limit of %(most)s entries for time off. Remove one to add another."
    ),
    TeamErrorCode.WEEKLY_TIME_OFF_ENDS_BEFORE_START: lazy_gettext(
        "Weekly time off must end after it starts, on the same day. Check both times."
    ),
}
