"""How long each kind of data is kept: one table that the jobs run and the privacy pages show."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l


class Retention(StrEnum):
    """A kind of data with a time for which it is kept."""

    ACCOUNT = "account"
    BOOKS = "books"
    BOOKINGS = "bookings"
    SESSIONS = "sessions"
    SECURITY_EVENTS = "security_events"
    LOGIN_WAITS = "login_waits"
    EMAIL_LINKS = "email_links"
    CARTS = "carts"
    WAITLIST = "waitlist"
    FORMS = "forms"
    VENUE_RECORDS = "venue_records"
    IMPORTS = "imports"
    EXPORTS = "exports"
    ACCESS_LOG = "access_log"
    CONSENTS = "consents"
    LAST_EMAILS = "last_emails"
    REQUESTS = "requests"
    AUDIT = "audit"
    RATE_LIMITS = "rate_limits"
    LISTING = "listing"


@dataclass(frozen=True, slots=True)
class Purge:
    """Rows that the job `privacy.purge` deletes: those whose `column` is longer ago than the time to keep them."""

    table: str
    column: str
    condition: str = "TRUE"


@dataclass(frozen=True, slots=True)
class Kept:
    """How people read a time, what it is in numbers, and what deletes the data: a purge, or the job of a feature."""

    what: LazyString
    how_long: LazyString
    days: int | None = None
    purges: tuple[Purge, ...] = ()
    job: str = ""

    @property
    def time(self) -> timedelta | None:
        return timedelta(days=self.days) if self.days is not None else None


# In the order of the privacy page. What only a deletion removes has no job.
KEPT: dict[Retention, Kept] = {
    Retention.ACCOUNT: Kept(_l("Your account and its settings"), _l("Until you delete your account")),
    Retention.BOOKINGS: Kept(
        _l("Your bookings, notes, and messages"),
        _l("Until you delete your account. After that, only what the books need stays, without your name."),
    ),
    Retention.BOOKS: Kept(
        _l("Orders, payments, and refunds"), _l("As long as tax and accounting law requires, without your name")
    ),
    Retention.FORMS: Kept(
        _l("Your answers to forms, including health answers"),
        _l("Until you or the venue delete them, or you delete your account"),
    ),
    Retention.VENUE_RECORDS: Kept(
        _l("What a venue keeps about its guests"), _l("Until the venue erases it, or you ask for that")
    ),
    Retention.CARTS: Kept(
        _l("Your cart"),
        _l("24 hours, and up to 30 more days to tell you what we removed"),
        days=31,
        job="cart.purge",
    ),
    Retention.WAITLIST: Kept(
        _l("Waitlist entries that ended"),
        _l("1 year"),
        days=365,
        purges=(Purge("waitlist_entry", "ended_at", "state NOT IN ('waiting', 'offered')"),),
    ),
    Retention.SESSIONS: Kept(
        _l("Logins that expired"),
        _l("30 days"),
        days=30,
        purges=(Purge("login_session", "expires_at"),),
    ),
    Retention.SECURITY_EVENTS: Kept(
        _l("Security activity of your account"),
        _l("1 year"),
        days=365,
        purges=(Purge("security_event", "at"),),
    ),
    Retention.EMAIL_LINKS: Kept(
        _l("Links that we emailed you"), _l("1 day after they expire"), days=1, job="accounts.forget_old_links"
    ),
    Retention.LOGIN_WAITS: Kept(_l("Counts of wrong passwords"), _l("24 hours"), days=1, job="login.purge_waits"),
    Retention.RATE_LIMITS: Kept(_l("Counts of requests from one connection"), _l("Up to 1 hour")),
    Retention.ACCESS_LOG: Kept(
        _l("The record of who opened your data"),
        _l("1 year"),
        days=365,
        purges=(Purge("data_access", "at"),),
    ),
    Retention.CONSENTS: Kept(
        _l("What you agreed to, and when"), _l("As long as we may have to prove it, after a deletion without your name")
    ),
    Retention.EXPORTS: Kept(
        _l("Copies of your data that you asked for"),
        _l("7 days"),
        days=7,
        purges=(Purge("data_export", "requested_at"),),
    ),
    Retention.REQUESTS: Kept(
        _l("Privacy requests by email"),
        _l("2 years after we answered, as California law requires"),
        days=730,
        purges=(Purge("privacy_request", "done_at"),),
    ),
    Retention.LAST_EMAILS: Kept(
        _l("A former address of yours, for our last email to it"),
        _l("Until we’ve sent it, or 7 days after we gave up"),
        days=7,
        job="privacy.purge",
    ),
    Retention.IMPORTS: Kept(_l("Files that a venue imported"), _l("30 days"), days=30, job="imports.forget_old"),
    Retention.AUDIT: Kept(_l("The audit log of what admins did"), _l("As long as we’re responsible for those actions")),
    Retention.LISTING: Kept(_l("A venue’s listing"), _l("Until the owner deletes the venue, and 30 days after that")),
}
