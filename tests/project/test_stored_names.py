"""A test of names that outlive a deployment: in rows, the queue, sessions, Stripe and guests' calendars.

When you change one of them, change stored_names.txt as well, and handle what is already stored: with a migration of
rows, an old name that is still accepted, or a redirect.
"""

import inspect
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from flask import Flask
from sqlalchemy import Enum

from app.accounts import impersonation, sessions
from app.admin.enums import AuditAction, SubjectKind
from app.bookings.models.bookings import Extra
from app.cart import current
from app.core.db import db
from app.core.jobs import queue
from app.login import second_step
from app.login.views import login_link
from app.payments import stripe_gateway
from app.two_factor import browsers
from search.documents import Offer, SearchDocument

LIST = Path(__file__).parent / "stored_names.txt"
# Endpoints whose URLs are in sent emails, on owners' websites, in other calendar programs or at Stripe.
LINKED = (
    *("bookings.show", "bookings.ask_to_cancel", "bookings.booking_calendar", "bookings.order_calendar"),
    *(
        "calendar.day",
        "calendar_sync.calendar",
        "checkout.done",
        "pay_links.show",
        "payments.webhook",
        "payouts_events.webhook",
        "search_pages.landing",
    ),
    *("search_pages.old_landing", "slot_picker.slots", "venue_pages.venue", "reminders.by_link", "waitlist.old_show"),
    *("bookings.receipt", "invoices.index", "invoices.show", "tips.show"),
    *("embed.service", "embed.venue"),
    "guest_forms.by_link",
    *("gift_cards.redeem_page", "gift_cards.show", "packages.show", "memberships.show"),
    *("login.change_email", "login.log_in_by_link", "login.reset_password", "login.verify_email", "undo_email.ask"),
)


def stored_names(app: Flask) -> Iterator[str]:
    for table in db.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, Enum):
                yield f"value of {table.name}.{column.name}: {', '.join(column.type.enums)}"
    yield f"audit action: {', '.join(AuditAction)}"
    yield f"audit subject: {', '.join(SubjectKind)}"
    for name in sorted(name for name, task in queue.tasks.items() if task.func.__module__.startswith("app.")):
        arguments = inspect.signature(queue.tasks[name].func).parameters
        yield f"job: {name}({', '.join(argument for argument in arguments if argument != 'timestamp')})"
    yield f"key of an add-on in booking.add_ons: {', '.join(field.name for field in fields(Extra))}"
    for document in (SearchDocument, Offer):
        yield f"field of {document.__name__}: {', '.join(field.name for field in fields(document))}"
    keys = (current.KEY, browsers.KEY, impersonation.KEY, second_step.KEY, sessions.KEY, login_link.KEY)
    yield f"session key: {', '.join(keys)}"
    keys = set(re.findall(r'"metadata": \{"(\w+)"', inspect.getsource(stripe_gateway)))
    yield f"Stripe metadata key: {', '.join(sorted(keys))}"
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if rule.endpoint in LINKED:
            yield f"address: {rule.rule}"


def test_stored_names_match_the_list(app: Flask) -> None:
    assert sorted(stored_names(app)) == LIST.read_text().splitlines()
