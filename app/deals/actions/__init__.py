"""What changes deals.

terms      what a deal says, and what it must not say
drafting   making one, editing it, sending it in and taking it back
deciding   what admins say of it
ending     letting it count no more
counting   deals that are for so many visits only
platform   deals of the platform, made by admins
"""

from app.deals.actions.drafts import (
    change_deal,
    copy_deal,
    create_deal,
    draft_deal,
    edit_deal,
    remove_deal,
    restore_deal,
    send_deal,
    withdraw_deal,
)
from app.deals.actions.ending import end_deal, end_lapsed, resume_deal
from app.deals.actions.platform import create_platform_deal, edit_platform_deal
from app.deals.actions.redemptions import DealExhausted, redeem
from app.deals.actions.review import approve_deal, reject_deal
from app.deals.actions.terms import Terms, terms_of

__all__ = [
    "DealExhausted",
    "Terms",
    "approve_deal",
    "change_deal",
    "copy_deal",
    "create_deal",
    "create_platform_deal",
    "draft_deal",
    "edit_deal",
    "edit_platform_deal",
    "end_deal",
    "end_lapsed",
    "redeem",
    "reject_deal",
    "remove_deal",
    "restore_deal",
    "resume_deal",
    "send_deal",
    "terms_of",
    "withdraw_deal",
]
