"""Actions that change deals.

terms        the terms of a deal, and their checks
drafts       creating, editing, submitting and withdrawing a deal
review       admins' decisions
ending       ending a deal
redemptions  deals with a limited number of bookings
platform     sitewide deals, made by admins
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
