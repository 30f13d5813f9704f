"""What people read when one of this feature's rules is violated."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.admin.errors import AdminErrorCode
from app.core.errors import ErrorTexts
from app.core.formats import usd

TEXTS: ErrorTexts = {
    AdminErrorCode.ALREADY_RESOLVED: lazy_gettext(
        "Another admin resolved this event. Reload the page to see the note."
    ),
    AdminErrorCode.CREDIT_CHANGED: lambda balance: _(
        "The guest’s store credit has changed: it’s %(amount)s now. Check it, then try again.", amount=usd(balance)
    ),
    AdminErrorCode.EMAIL_TAKEN: lazy_gettext("Another account has this email. Enter a different one."),
    AdminErrorCode.NO_SUCH_EVENT: lazy_gettext("We can’t find that event. It may be older than what we keep."),
    AdminErrorCode.REFUND_LIMIT: lazy_gettext(
        "With the role Support, you can refund or give up to %(amount)s. Ask a superadmin for more."
    ),
    AdminErrorCode.SAME_PERSON: lazy_gettext("Nothing changed. Enter a different name or email."),
    AdminErrorCode.FEATURED_UNTIL_PAST: lazy_gettext(
        "That day has passed. Choose today or later, or leave it blank for no end."
    ),
    AdminErrorCode.LIST_CHANGED: lazy_gettext(
        "This list changed while you were editing, maybe by another admin. Here’s the current order. Try again."
    ),
    AdminErrorCode.NOTHING_IN_REVIEW: lazy_gettext(
        "This item is no longer in review. Another admin decided, or the owner withdrew it."
    ),
    AdminErrorCode.NOT_FEATURED: lazy_gettext("%(venue)s is no longer featured. Nothing was changed."),
    AdminErrorCode.NO_SUCH_BOOKING: lazy_gettext("We can’t find that booking in this order."),
    AdminErrorCode.NO_SUCH_ORDER: lazy_gettext("We can’t find that order. Search for its order number."),
    AdminErrorCode.NO_SUCH_REFUND: lazy_gettext("We can’t find that refund."),
    AdminErrorCode.NO_SUCH_VENUE: lazy_gettext("We can’t find that venue. Search for it by name."),
    AdminErrorCode.NO_SUCH_VERSION: lazy_gettext("We can’t find that version. Choose one from the list."),
    AdminErrorCode.OWNS_VENUE: lazy_gettext(
        "%(name)s owns %(venue)s. They have to transfer the ownership or delete the listing first."
    ),
    AdminErrorCode.SAME_ROLE: lazy_gettext("%(name)s already has this role. Choose another one."),
    AdminErrorCode.TOO_MANY_FEATURED: lazy_gettext(
        "You can feature up to %(number)s venues. Remove one, then try again."
    ),
    AdminErrorCode.VENUE_NOT_LIVE: lazy_gettext("%(venue)s isn’t live, so you can’t feature it. Choose a live venue."),
    AdminErrorCode.WORKS_AT_VENUE: lazy_gettext(
        "%(name)s works at a venue. Ask its owner to remove them from the staff first."
    ),
}
