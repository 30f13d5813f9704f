"""The models of every feature, imported so that a foreign key to another feature's table always finds it."""

from app.accounts import models as accounts
from app.admin import models as admin
from app.availability import models as availability
from app.bookings import models as bookings
from app.calendar_sync import models as feeds
from app.cart import models as cart
from app.catalog import models as catalog
from app.content import models as pages
from app.deals import models as deals
from app.discovery import models as discovery
from app.faqs import models as faqs
from app.guests import models as guests
from app.hours import models as hours
from app.payments import models as payments
from app.photos import models as pictures
from app.reminders import models as reminders
from app.team import models as team
from app.venues import models as venues
from app.waitlist import models as waiting
from app.web import rate_limits

__all__ = [
    "accounts",
    "admin",
    "availability",
    "bookings",
    "cart",
    "catalog",
    "deals",
    "discovery",
    "faqs",
    "feeds",
    "guests",
    "hours",
    "pages",
    "payments",
    "pictures",
    "rate_limits",
    "reminders",
    "team",
    "venues",
    "waiting",
]
