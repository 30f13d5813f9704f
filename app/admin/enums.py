from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l


class Act(StrEnum):
    """What an admin can do that is written down: of what kind of thing, and what."""

    CATEGORY_ADD = "category.add"
    CATEGORY_EDIT = "category.edit"
    CATEGORY_MERGE = "category.merge"
    CATEGORY_ORDER = "category.order"
    CATEGORY_REMOVE = "category.remove"
    DEAL_ADD = "deal.add"
    DEAL_APPROVE = "deal.approve"
    DEAL_EDIT = "deal.edit"
    DEAL_END = "deal.end"
    DEAL_RESUME = "deal.resume"
    DEAL_SEND_BACK = "deal.send_back"
    HOME_ORDER = "home.order"
    ORDER_CANCEL = "order.cancel"
    ORDER_REFUND = "order.refund"
    ORDER_RETRY = "order.retry"
    TAG_ADD = "tag.add"
    TAG_EDIT = "tag.edit"
    TAG_MERGE = "tag.merge"
    TAG_ORDER = "tag.order"
    TAG_REMOVE = "tag.remove"
    TEXT_ANNOUNCE = "text.announce"
    TEXT_EDIT = "text.edit"
    TEXT_RESTORE = "text.restore"
    USER_DOWNLOAD = "user.download"
    USER_REINSTATE = "user.reinstate"
    USER_ROLE = "user.role"
    USER_SEE = "user.see"
    USER_SEEN = "user.seen"
    USER_SIGN_OUT = "user.sign_out"
    USER_SUSPEND = "user.suspend"
    VENUE_APPROVE = "venue.approve"
    VENUE_APPROVE_CHANGE = "venue.approve_change"
    VENUE_FEATURE = "venue.feature"
    VENUE_REINSTATE = "venue.reinstate"
    VENUE_SEND_BACK = "venue.send_back"
    VENUE_SEND_BACK_CHANGE = "venue.send_back_change"
    VENUE_SUSPEND = "venue.suspend"
    VENUE_UNFEATURE = "venue.unfeature"

    @property
    def label(self) -> LazyString:
        """As the log says it: Approved a deal."""
        return LABELS[self]


LABELS = {
    Act.CATEGORY_ADD: _l("Added a category"),
    Act.CATEGORY_EDIT: _l("Changed a category"),
    Act.CATEGORY_MERGE: _l("Merged a category into another"),
    Act.CATEGORY_ORDER: _l("Reordered categories"),
    Act.CATEGORY_REMOVE: _l("Deleted a category"),
    Act.DEAL_ADD: _l("Created a sitewide deal"),
    Act.DEAL_APPROVE: _l("Approved a deal"),
    Act.DEAL_EDIT: _l("Changed a sitewide deal"),
    Act.DEAL_END: _l("Ended a sitewide deal"),
    Act.DEAL_RESUME: _l("Resumed a sitewide deal"),
    Act.DEAL_SEND_BACK: _l("Requested changes to a deal"),
    Act.HOME_ORDER: _l("Reordered the featured venues"),
    Act.ORDER_CANCEL: _l("Canceled a booking"),
    Act.ORDER_REFUND: _l("Refunded a guest"),
    Act.ORDER_RETRY: _l("Retried a refund"),
    Act.TAG_ADD: _l("Added a tag"),
    Act.TAG_EDIT: _l("Changed a tag"),
    Act.TAG_MERGE: _l("Merged a tag into another"),
    Act.TAG_ORDER: _l("Reordered tags"),
    Act.TAG_REMOVE: _l("Deleted a tag"),
    Act.TEXT_ANNOUNCE: _l("Changed the announcement"),
    Act.TEXT_EDIT: _l("Changed a page"),
    Act.TEXT_RESTORE: _l("Restored an earlier version of a page"),
    Act.USER_DOWNLOAD: _l("Downloaded a file while viewing as a person"),
    Act.USER_REINSTATE: _l("Reinstated a person"),
    Act.USER_ROLE: _l("Changed a person’s role"),
    Act.USER_SEE: _l("Started viewing as a person"),
    Act.USER_SEEN: _l("Stopped viewing as a person"),
    Act.USER_SIGN_OUT: _l("Logged a person out everywhere"),
    Act.USER_SUSPEND: _l("Suspended a person"),
    Act.VENUE_APPROVE: _l("Approved a venue"),
    Act.VENUE_APPROVE_CHANGE: _l("Approved a change to a venue"),
    Act.VENUE_FEATURE: _l("Featured a venue on the home page"),
    Act.VENUE_REINSTATE: _l("Reinstated a venue"),
    Act.VENUE_SEND_BACK: _l("Requested changes to a venue"),
    Act.VENUE_SEND_BACK_CHANGE: _l("Didn’t approve a change to a venue"),
    Act.VENUE_SUSPEND: _l("Suspended a venue"),
    Act.VENUE_UNFEATURE: _l("Removed a venue from the home page"),
}


class Kind(StrEnum):
    """What an act is about."""

    CATEGORY = "category"
    DEAL = "deal"
    HOME = "home"
    ORDER = "order"
    TAG = "tag"
    TEXT = "text"
    USER = "user"
    VENUE = "venue"

    @property
    def label(self) -> LazyString:
        return KINDS[self]


KINDS = {
    Kind.CATEGORY: _l("Category"),
    Kind.DEAL: _l("Deal"),
    Kind.HOME: _l("Home page"),
    Kind.ORDER: _l("Order"),
    Kind.TAG: _l("Tag"),
    Kind.TEXT: _l("Content"),
    Kind.USER: _l("Person"),
    Kind.VENUE: _l("Venue"),
}


class WaitingKind(StrEnum):
    """What waits for an admin."""

    NEW = "new"  # a venue that was never approved
    CHANGE = "change"  # of an approved one
    DEAL = "deal"


class Decision(StrEnum):
    APPROVE = "approve"
    SEND_BACK = "send-back"

    @property
    def label(self) -> LazyString:
        return DECISIONS[self]


DECISIONS = {Decision.APPROVE: _l("Approve"), Decision.SEND_BACK: _l("Request changes")}
