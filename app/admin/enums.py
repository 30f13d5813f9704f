from enum import StrEnum


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
    def label(self) -> str:
        """As the log says it: Approved a deal."""
        return LABELS[self]


LABELS = {
    Act.CATEGORY_ADD: "Added a category",
    Act.CATEGORY_EDIT: "Changed a category",
    Act.CATEGORY_MERGE: "Merged a category into another",
    Act.CATEGORY_ORDER: "Put categories in order",
    Act.CATEGORY_REMOVE: "Removed a category",
    Act.DEAL_ADD: "Made a deal of the platform",
    Act.DEAL_APPROVE: "Approved a deal",
    Act.DEAL_EDIT: "Changed a deal of the platform",
    Act.DEAL_END: "Ended a deal of the platform",
    Act.DEAL_RESUME: "Resumed a deal of the platform",
    Act.DEAL_SEND_BACK: "Sent a deal back",
    Act.HOME_ORDER: "Changed the order of the featured venues",
    Act.ORDER_CANCEL: "Canceled a visit",
    Act.ORDER_REFUND: "Gave money back",
    Act.ORDER_RETRY: "Tried a refund again",
    Act.TAG_ADD: "Added a tag",
    Act.TAG_EDIT: "Changed a tag",
    Act.TAG_MERGE: "Merged a tag into another",
    Act.TAG_ORDER: "Put tags in order",
    Act.TAG_REMOVE: "Removed a tag",
    Act.TEXT_ANNOUNCE: "Changed the announcement",
    Act.TEXT_EDIT: "Changed a text of the site",
    Act.TEXT_RESTORE: "Brought a text of before back",
    Act.USER_DOWNLOAD: "Downloaded a file while viewing as a person",
    Act.USER_REINSTATE: "Reinstated a person",
    Act.USER_ROLE: "Changed a person’s role",
    Act.USER_SEE: "Began to see as a person",
    Act.USER_SEEN: "Stopped seeing as a person",
    Act.USER_SIGN_OUT: "Signed a person out everywhere",
    Act.USER_SUSPEND: "Suspended a person",
    Act.VENUE_APPROVE: "Approved a venue",
    Act.VENUE_APPROVE_CHANGE: "Approved a change of a venue",
    Act.VENUE_FEATURE: "Featured a venue on the home page",
    Act.VENUE_REINSTATE: "Reinstated a venue",
    Act.VENUE_SEND_BACK: "Sent a venue back",
    Act.VENUE_SEND_BACK_CHANGE: "Sent a change of a venue back",
    Act.VENUE_SUSPEND: "Suspended a venue",
    Act.VENUE_UNFEATURE: "Took a venue off the home page",
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
    def label(self) -> str:
        return self.value.replace("_", " ").capitalize()


class WaitingKind(StrEnum):
    """What waits for an admin."""

    NEW = "new"  # a venue that was never approved
    CHANGE = "change"  # of an approved one
    DEAL = "deal"


class Decision(StrEnum):
    APPROVE = "approve"
    SEND_BACK = "send-back"

    @property
    def label(self) -> str:
        return {Decision.APPROVE: "Approve all", Decision.SEND_BACK: "Send back"}[self]
