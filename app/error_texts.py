"""The texts of all error codes, feature by feature."""

from app.accounts import error_texts as accounts
from app.admin import error_texts as admin
from app.availability import error_texts as availability
from app.booking_links import error_texts as booking_links
from app.bookings import error_texts as bookings
from app.calendar_sync import error_texts as calendar_sync
from app.cart import error_texts as cart
from app.cash_outs import error_texts as cash_outs
from app.catalog import error_texts as catalog
from app.content import error_texts as content
from app.deals import error_texts as deals
from app.desk_payments import error_texts as desk_payments
from app.disputes import error_texts as disputes
from app.facilities import error_texts as facilities
from app.facility_changes import error_texts as facility_changes
from app.faqs import error_texts as faqs
from app.finance import error_texts as finance
from app.front_desk import error_texts as front_desk
from app.gift_cards import error_texts as gift_cards
from app.guests import error_texts as guests
from app.hours import error_texts as hours
from app.identities import error_texts as identities
from app.imports import error_texts as imports
from app.intake import error_texts as intake
from app.invoices import error_texts as invoices
from app.memberships import error_texts as memberships
from app.offboarding import error_texts as offboarding
from app.onboarding import error_texts as onboarding
from app.orders import error_texts as orders
from app.packages import error_texts as packages
from app.passes import error_texts as passes
from app.payment_policies import error_texts as payment_policies
from app.payments import error_texts as payments
from app.payouts import error_texts as payouts
from app.photos import error_texts as photos
from app.privacy import error_texts as privacy
from app.profiles import error_texts as profiles
from app.receipts import error_texts as receipts
from app.rescheduling import error_texts as rescheduling
from app.saved_cards import error_texts as saved_cards
from app.setup import error_texts as setup
from app.staff import error_texts as staff
from app.tax import error_texts as tax
from app.taxonomy import error_texts as taxonomy
from app.team import error_texts as team
from app.tips import error_texts as tips
from app.two_factor import error_texts as two_factor
from app.unclaimed import error_texts as unclaimed
from app.venue_credit import error_texts as venue_credit
from app.venues import error_texts as venues
from app.waitlist import error_texts as waitlist

ALL = (
    accounts.TEXTS,
    admin.TEXTS,
    availability.TEXTS,
    booking_links.TEXTS,
    bookings.TEXTS,
    calendar_sync.TEXTS,
    cart.TEXTS,
    catalog.TEXTS,
    content.TEXTS,
    deals.TEXTS,
    desk_payments.TEXTS,
    disputes.TEXTS,
    facilities.TEXTS,
    facility_changes.TEXTS,
    faqs.TEXTS,
    finance.TEXTS,
    front_desk.TEXTS,
    cash_outs.TEXTS,
    unclaimed.TEXTS,
    gift_cards.TEXTS,
    guests.TEXTS,
    hours.TEXTS,
    identities.TEXTS,
    imports.TEXTS,
    intake.TEXTS,
    offboarding.TEXTS,
    onboarding.TEXTS,
    orders.TEXTS,
    memberships.TEXTS,
    packages.TEXTS,
    passes.TEXTS,
    payment_policies.TEXTS,
    payments.TEXTS,
    payouts.TEXTS,
    photos.TEXTS,
    privacy.TEXTS,
    profiles.TEXTS,
    receipts.TEXTS,
    invoices.TEXTS,
    rescheduling.TEXTS,
    saved_cards.TEXTS,
    setup.TEXTS,
    staff.TEXTS,
    tax.TEXTS,
    taxonomy.TEXTS,
    team.TEXTS,
    tips.TEXTS,
    two_factor.TEXTS,
    venue_credit.TEXTS,
    venues.TEXTS,
    waitlist.TEXTS,
)
