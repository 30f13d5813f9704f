"""The models of every feature, imported so that a foreign key to another feature's table always finds it."""

from app.access_log import models as access_log
from app.accounts import models as accounts
from app.admin import models as admin
from app.availability import models as availability
from app.booking_links import models as booking_links
from app.bookings.models import bookings, desk_payments, events, orders, refunds, reschedules, venue_orders
from app.calendar_sync import models as calendar_sync
from app.cart import models as cart
from app.cash_outs import models as cash_outs
from app.catalog import models as catalog
from app.commission import models as commission
from app.content import models as content
from app.credit import models as credit
from app.deals import models as deals
from app.desk_payments import models as cash_counts
from app.disputes import models as disputes
from app.facilities import models as facilities
from app.faqs import models as faqs
from app.finance import models as finance
from app.gift_cards import models as gift_cards
from app.guests import models as guests
from app.hours import models as hours
from app.identities import models as identities
from app.imports import models as imports
from app.intake import models as intake
from app.ledger import models as ledger
from app.login import models as login
from app.memberships import models as memberships
from app.passes import models as passes
from app.payments import models as payments
from app.payouts import models as payouts
from app.photos import models as photos
from app.privacy import models as privacy
from app.profiles import models as profiles
from app.receipts import models as receipts
from app.receivables import models as receivables
from app.reminders import models as reminders
from app.saved_cards import models as saved_cards
from app.search_index import models as search_index
from app.staff import models as staff
from app.tax import models as tax
from app.tax_calculations import models as tax_calculations
from app.team import models as team
from app.tip_offers import models as tip_offers
from app.two_factor import models as two_factor
from app.unclaimed import models as unclaimed
from app.venues import models as venues
from app.waitlist import models as waitlist
from app.web import rate_limits

__all__ = [
    "access_log",
    "accounts",
    "admin",
    "availability",
    "booking_links",
    "bookings",
    "calendar_sync",
    "cart",
    "cash_counts",
    "cash_outs",
    "catalog",
    "commission",
    "content",
    "credit",
    "deals",
    "desk_payments",
    "disputes",
    "events",
    "facilities",
    "faqs",
    "finance",
    "gift_cards",
    "guests",
    "hours",
    "identities",
    "imports",
    "intake",
    "ledger",
    "login",
    "memberships",
    "orders",
    "passes",
    "payments",
    "payouts",
    "photos",
    "privacy",
    "profiles",
    "rate_limits",
    "receipts",
    "receivables",
    "refunds",
    "reminders",
    "reschedules",
    "saved_cards",
    "search_index",
    "staff",
    "tax",
    "tax_calculations",
    "team",
    "tip_offers",
    "two_factor",
    "unclaimed",
    "venue_orders",
    "venues",
    "waitlist",
]
