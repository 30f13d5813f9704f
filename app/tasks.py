"""The background tasks of every feature, imported because the worker knows only tasks of imported modules."""

from app.accounts import tasks as accounts
from app.admin import tasks as admin
from app.booking_emails import tasks as booking_emails
from app.bookings import tasks as bookings
from app.calendar_sync import tasks as calendar_sync
from app.cart import tasks as cart
from app.cash_outs import tasks as cash_outs
from app.deals import tasks as deals
from app.dispute_pages import tasks as dispute_pages
from app.disputes import tasks as disputes
from app.finance import tasks as finance
from app.gift_cards import tasks as gift_cards
from app.guests import tasks as guests
from app.identities import tasks as identities
from app.imports import tasks as imports
from app.intake import tasks as intake
from app.invoices import tasks as invoices
from app.later_charges import tasks as later_charges
from app.login import tasks as login
from app.memberships import tasks as memberships
from app.onboarding import tasks as onboarding
from app.packages import tasks as packages
from app.passes import tasks as passes
from app.payments import tasks as payments
from app.payouts import tasks as payouts
from app.photos import tasks as photos
from app.privacy import tasks as privacy
from app.receipts import tasks as receipts
from app.reminders import tasks as reminders
from app.search_index import tasks as search_index
from app.staff import tasks as staff
from app.tax_calculations import tasks as tax_calculations
from app.tip_offers import tasks as tip_offers
from app.tips import tasks as tips
from app.venue_credit import tasks as venue_credit
from app.venues import tasks as venues
from app.waitlist import tasks as waitlist

__all__ = [
    "accounts",
    "admin",
    "booking_emails",
    "bookings",
    "calendar_sync",
    "cart",
    "cash_outs",
    "deals",
    "dispute_pages",
    "disputes",
    "finance",
    "gift_cards",
    "guests",
    "identities",
    "imports",
    "intake",
    "invoices",
    "later_charges",
    "login",
    "memberships",
    "onboarding",
    "packages",
    "passes",
    "payments",
    "payouts",
    "photos",
    "privacy",
    "receipts",
    "reminders",
    "search_index",
    "staff",
    "tax_calculations",
    "tip_offers",
    "tips",
    "venue_credit",
    "venues",
    "waitlist",
]
