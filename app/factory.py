"""The application factory: registers everything, and is the only place that names concrete adapters."""

from datetime import timedelta

from flask import Flask

from app import error_texts, models, tasks
from app.account_pages import views as account_pages
from app.accounts import impersonation
from app.accounts.actions.ways_in import WAYS_IN, WayIn
from app.accounts.breach_ranges import BreachRanges
from app.accounts.guards import redirect_to_login
from app.admin import abilities, downloads
from app.admin import views as admin
from app.booking_links import views as booking_links
from app.bookings.enums import OrderKind
from app.calendar import views as calendar
from app.calendar_sync import views as calendar_sync
from app.calendar_sync.https_fetcher import HttpsFetcher
from app.cart import current as current_cart
from app.content import announcement
from app.content import views as content
from app.core import jobs, logs
from app.core.database_access import WEB, TimeLimits
from app.core.db import UnitOfWorkFlask, db, session
from app.core.errors import register_error_texts
from app.demo import cli as demo
from app.desk_payments import views as desk_payments
from app.dispute_pages import views as disputes
from app.disputes.actions.prepaid import PREPAID
from app.disputes.stripe_disputes import StripeDisputes
from app.email.smtp import SmtpMailer
from app.facility_changes import views as facility_changes
from app.faqs import views as faqs
from app.finance.stripe_balance import StripeBalance
from app.front_desk import views as front_desk
from app.gift_cards import views as gift_cards
from app.gift_cards.actions import confirm_purchase, follow_dispute
from app.guest_history import views as guest_history
from app.guest_pages.views import bookings, cart, cart_series, checkout
from app.identities import context as identity_context
from app.identities import openid_provider
from app.identities import views as identities
from app.identities.actions import IDENTITIES, disconnect_since
from app.identities.queries import has_identity
from app.imports import views as imports
from app.intake import cli as intake_commands
from app.intake import views as intake
from app.invoices import views as invoices
from app.invoices.actions import confirm_payment
from app.later_charges import views as later_charges
from app.login import views as login_pages
from app.memberships import views as memberships
from app.memberships.stripe_billing import StripeBilling
from app.offboarding import views as offboarding
from app.onboarding import views as onboarding
from app.orders.actions.fulfillment import FULFILLMENTS, Fulfillment
from app.owner_pages.views import deals, services, team
from app.packages import views as packages
from app.packages.actions import confirm_package
from app.payment_policies import views as payment_policies
from app.payments import views as payments
from app.payments.stripe_calls import StripeCalls
from app.payments.stripe_gateway import StripeGateway
from app.payments.stripe_tax import StripeTax
from app.payouts import views as payouts
from app.payouts.stripe_connect import StripeConnect
from app.photos import views as photos
from app.photos.folder import FolderStore
from app.photos.s3 import bucket_store
from app.privacy import banner
from app.privacy import cli as privacy_commands
from app.privacy import views as privacy
from app.profiles.queries import known_zone
from app.receipts import views as receipts
from app.reminders import views as reminders
from app.reports import views as reports
from app.rescheduling import views as rescheduling
from app.rescheduling.actions.paid import cancel_reschedule, complete_reschedule
from app.schedule_changes import views as schedule_changes
from app.search_index import cli as search_commands
from app.search_pages import views as search_pages
from app.setup import cli as setup
from app.slot_picker import views as slot_picker
from app.staff import views as staff
from app.statements import views as statements
from app.tips import views as tips
from app.tips.actions import confirm_tip
from app.two_factor import cli as two_factor
from app.two_factor.actions.passkeys import PASSKEYS, remove_passkeys_since
from app.two_factor.queries.passkeys import has_passkey
from app.venue_credit import views as venue_credit
from app.venue_pages import views as venue_pages
from app.venues import guards as venue_guards
from app.venues import views as venues
from app.venues.census_geocoder import CensusGeocoder
from app.waitlist import views as waitlist
from app.web import (
    assets,
    context,
    cookies,
    csp_reports,
    errors,
    filters,
    health,
    load_shedding,
    rich_text,
    security,
    security_txt,
    static_files,
    translation,
)
from app.web.extensions import compress, csrf, limiter, login, migrate
from config import Settings
from search.factory import make_index

BLUEPRINTS = (
    health.bp,
    csp_reports.bp,
    security_txt.bp,
    search_pages.bp,
    slot_picker.bp,
    venue_credit.bp,
    venue_pages.bp,
    login_pages.bp,
    identities.bp,
    account_pages.bp,
    account_pages.undo_bp,
    content.bp,
    cart.bp,
    cart_series.bp,
    checkout.bp,
    gift_cards.bp,
    packages.bp,
    memberships.bp,
    memberships.venue_bp,
    packages.venue_bp,
    payments.bp,
    later_charges.bp,
    later_charges.venue_bp,
    payment_policies.bp,
    payouts.bp,
    payouts.webhooks,
    disputes.bp,
    bookings.bp,
    rescheduling.bp,
    tips.bp,
    receipts.bp,
    invoices.bp,
    statements.bp,
    waitlist.bp,
    calendar.bp,
    desk_payments.bp,
    desk_payments.guest_bp,
    front_desk.bp,
    reports.bp,
    onboarding.bp,
    venues.bp,
    schedule_changes.bp,
    schedule_changes.member_bp,
    team.bp,
    staff.bp,
    staff.invitation_bp,
    offboarding.bp,
    services.bp,
    deals.bp,
    facility_changes.bp,
    faqs.bp,
    intake.bp,
    intake.guest_bp,
    calendar_sync.bp,
    booking_links.bp,
    booking_links.embed_bp,
    guest_history.bp,
    imports.bp,
    admin.bp,
    photos.bp,
    reminders.bp,
    privacy.bp,
    privacy.guest_bp,
)
# Imported for their side effects: every mapped class and task must be registered before the first query or job.
REGISTERED = (models, tasks)


def create_app(settings: Settings, *, limits: TimeLimits = WEB) -> Flask:
    """Return the application, with the database limits of the process that runs it."""
    app = UnitOfWorkFlask(__package__, template_folder="../templates", static_folder="../static")
    app.config.update(flask_config(settings, limits))
    app.extensions["settings"] = settings
    translation.init_app(app, settings)
    logs.configure(as_json=settings.is_production)
    logs.init_app(app)
    security.init_app(app, settings)
    cookies.init_app(app)
    load_shedding.init_app(app, settings)
    bind_extensions(app)
    bind_adapters(app, settings)
    for helper in (
        static_files,
        assets,
        filters,
        rich_text,
        context,
        identity_context,
        impersonation,
        venue_guards,
        downloads,
        abilities,
        announcement,
        banner,
        current_cart,
        *(demo, intake_commands, privacy_commands, search_commands, setup, two_factor),
    ):
        helper.init_app(app)
    errors.register_error_handlers(app)
    for texts in error_texts.ALL:
        register_error_texts(texts)
    app.extensions["known_zone"] = known_zone
    email = "bookings.email_reschedule_paid"
    FULFILLMENTS[OrderKind.RESCHEDULE] = Fulfillment(complete_reschedule, cancel_reschedule, email)
    FULFILLMENTS[OrderKind.GIFT_CARD] = Fulfillment(confirm=confirm_purchase)
    PREPAID[OrderKind.GIFT_CARD] = follow_dispute
    FULFILLMENTS[OrderKind.PACKAGE] = Fulfillment(confirm=confirm_package, email="packages.email_bought")
    FULFILLMENTS[OrderKind.INVOICE] = Fulfillment(confirm=confirm_payment)
    FULFILLMENTS[OrderKind.TIP] = Fulfillment(confirm=confirm_tip, email="tips.email_received")
    WAYS_IN[PASSKEYS] = WayIn(is_open=has_passkey, close=remove_passkeys_since)
    WAYS_IN[IDENTITIES] = WayIn(is_open=has_identity, close=disconnect_since)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    jobs.bind(app)
    return app


def flask_config(settings: Settings, limits: TimeLimits) -> dict[str, object]:
    return {
        "SECRET_KEY": settings.secret_key.get_secret_value(),
        "SQLALCHEMY_DATABASE_URI": settings.sqlalchemy_url,
        "SQLALCHEMY_ENGINE_OPTIONS": {
            "pool_pre_ping": True,
            "pool_size": 5,
            "max_overflow": 5,
            "connect_args": {"options": limits.options},
            # Database errors in the log must not quote user input.
            "hide_parameters": settings.is_production,
        },
        "MAX_FORM_MEMORY_SIZE": 256 * 1024,
        "WTF_CSRF_TIME_LIMIT": None,
        # Cookies and links signed with a previous key stay valid.
        "SECRET_KEY_FALLBACKS": settings.former_secret_keys,
        "SESSION_COOKIE_NAME": cookies.name_of(is_secure=settings.is_secure),
        "SESSION_COOKIE_HTTPONLY": True,
        # With Strict, a guest who returns from the payment page would look logged out.
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.is_secure,
        # At least the longest session (accounts.session_limits), and the lifetime of a guest's cart.
        "PERMANENT_SESSION_LIFETIME": timedelta(days=90),
        "SESSION_REFRESH_EACH_REQUEST": False,
        "RATELIMIT_HEADERS_ENABLED": True,
        "PROPAGATE_EXCEPTIONS": False,
    }


def bind_extensions(app: Flask) -> None:
    db.init_app(app)
    migrate.init_app(app, db, directory="migrations")
    csrf.init_app(app)
    limiter.init_app(app)
    compress.init_app(app)
    login.init_app(app)
    # We treat fresh and remembered sessions alike, so a changed IP address means nothing.
    login.session_protection = None
    login.unauthorized_handler(redirect_to_login)
    login.user_loader(impersonation.load_user)


def bind_adapters(app: Flask, settings: Settings) -> None:
    """Bind the adapter behind each protocol. The only place that names concrete adapters."""
    at_once = max(1, settings.web_threads // 4)  # a quarter of a web process's threads
    calls = StripeCalls(
        secret_key=settings.stripe_secret_key.get_secret_value(), api_url=settings.stripe_api_url, at_once=at_once
    )
    app.extensions["payments"] = StripeGateway(calls, webhook_secret=settings.stripe_webhook_secret.get_secret_value())
    app.extensions["payouts"] = StripeConnect(
        calls, webhook_secret=settings.stripe_connect_webhook_secret.get_secret_value()
    )
    app.extensions["memberships"] = StripeBilling(calls)
    app.extensions["disputes"] = StripeDisputes(calls)
    app.extensions["balance"] = StripeBalance(calls)
    app.extensions["tax"] = StripeTax(calls, tax_code=settings.stripe_tax_code)
    app.extensions["mail"] = SmtpMailer(settings.smtp_url)
    app.extensions["calendars"] = HttpsFetcher(local=settings.local_calendars)
    app.extensions["geocoder"] = (
        CensusGeocoder(settings.geocoder_url, at_once=at_once) if settings.geocoder_url else None
    )
    app.extensions["identity_providers"] = openid_provider.configured(settings, at_once=at_once)
    app.extensions["breaches"] = BreachRanges(settings.pwned_url) if settings.pwned_url else None
    app.extensions["search"] = make_index(session.connection, settings.elasticsearch_url, settings.elasticsearch_ca)
    bucket = settings.s3_bucket
    app.extensions["photos"] = bucket_store(bucket) if bucket else FolderStore(settings.photos_dir)
