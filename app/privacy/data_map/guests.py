"""The rules of tables about what guests do besides booking: forms, the waitlist, carts, and rows of imported files."""

from app.privacy.data_map.bookings import (
    BOOKED_BY_ACCOUNT,
    BOOKED_FOR_GUEST,
    BOOKING,
    RECORD_OF_ACCOUNT,
    SERVICE,
    VENUE,
)
from app.privacy.retention import Retention
from app.privacy.rules import Export, Person, Rule, TableRules, about, impersonal, plain

HOLDER, GUEST = Person.HOLDER, Person.GUEST

TABLES: dict[str, TableRules] = {
    "intake_answer": TableRules(
        {
            **plain("id key submission form_id version_id booking_id guest_id"),
            **about(HOLDER, "answers to a form", "answers", becomes="'{}'::jsonb"),
            "health": Rule(HOLDER, "health, encrypted; decrypted in exports", Export.BOTH, "NULL"),
            "health_key": Rule(HOLDER, "id of a key", Export.NO, "NULL"),
            **about(
                HOLDER,
                "consent",
                "at consented consent_version consent_text",
                why="it proves that we had a consent, and names only the venue",
            ),
            **about(
                HOLDER,
                "consent",
                "health_deleted_at",
                becomes="CASE WHEN health IS NULL THEN health_deleted_at ELSE CAST(:now AS timestamptz) END",
            ),
        },
        of_account=RECORD_OF_ACCOUNT,
        of_guest="guest_id = :record",
        part="answers-to-forms",
        shown=BOOKING | {"form": "(SELECT v.title FROM intake_version v WHERE v.id = version_id)"},
        retention=Retention.FORMS,
    ),
    "consent": TableRules(
        {
            **plain("id user_id guest_id form_id"),
            **about(HOLDER, "consent", "at kind version is_given", why="it proves a consent, and holds ids only"),
        },
        of_account=f"user_id = :account OR {RECORD_OF_ACCOUNT}",
        of_guest="guest_id = :record",
        part="consents",
        shown={
            "venue": "(SELECT v.name FROM guest g JOIN venue v ON v.id = g.venue_id WHERE g.id = guest_id)",
        },
        appends_only=True,
        retention=Retention.CONSENTS,
    ),
    "intake_request": TableRules(
        {**plain("id booking_id form_id times"), **about(HOLDER, "history", "at")},
        of_account=BOOKED_BY_ACCOUNT,
        of_guest=BOOKED_FOR_GUEST,
        part="requests-for-answers",
        shown=BOOKING,
        deletes_rows=True,
        retention=Retention.FORMS,
    ),
    "intake_view": TableRules(
        {
            **plain("id answer_id booking_id user_id"),
            **about(HOLDER, "access", "at", why="it says who read health answers, and holds ids only"),
        },
        of_account=BOOKED_BY_ACCOUNT,
        of_guest=BOOKED_FOR_GUEST,
        part="views-of-health-answers",
        shown=BOOKING,
        appends_only=True,
        retention=Retention.AUDIT,
    ),
    "waitlist_entry": TableRules(
        {
            **plain("id user_id venue_id service_id option_id member_id order_id"),
            **about(
                HOLDER,
                "booking",
                "public_id quantity earliest latest state refused created_at ended_at",
            ),
        },
        of_account="user_id = :account",
        part="waitlist",
        shown={**VENUE, **SERVICE},
        deletes_rows=True,
        retention=Retention.WAITLIST,
    ),
    "cart": TableRules(
        {
            **plain("id key user_id"),
            **about(HOLDER, "cart", "code created_at"),
        },
        of_account="user_id = :account",
        part="cart",
        deletes_rows=True,
        retention=Retention.CARTS,
    ),
    "cart_line": TableRules(
        {
            **plain("id public_id cart_id service_id option_id member_id series_key"),
            **about(HOLDER, "cart", "starts_at quantity quoted_cents added_at series_weeks pays_each"),
        },
        of_account="cart_id IN (SELECT id FROM cart WHERE user_id = :account)",
        part="cart-lines",
        shown=SERVICE,
        deletes_rows=True,
        retention=Retention.CARTS,
    ),
    "cart_line_add_on": impersonal("line_id add_on_id"),
    "import_row": TableRules(
        {
            **plain(
                "id import_id number starts_at outcome reason done guest_id service_id option_id booking_id made"
                " guest_print print undone guest_undone"
            ),
            **about(GUEST, "a row of the venue’s file", "cells", export=Export.VENUE, becomes="'{}'"),
            **about(GUEST, "a row of the venue’s file", "given", export=Export.VENUE, becomes="NULL"),
            **about(GUEST, "a row of the venue’s file", "detail", export=Export.VENUE, becomes="'{}'::jsonb"),
        },
        of_account=f"{RECORD_OF_ACCOUNT} AND EXISTS (SELECT FROM guest g WHERE g.id = guest_id AND g.began_online)",
        of_guest="guest_id = :record",
        part="rows-of-imports",
        retention=Retention.IMPORTS,
    ),
}
