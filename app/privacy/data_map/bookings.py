"""The rules of tables about guests of venues, their orders, bookings and forms."""

from app.privacy.retention import Retention
from app.privacy.rules import DELETED_NAME, Export, Person, TableRules, about, impersonal, plain

HOLDER, GUEST, TEAM = Person.HOLDER, Person.GUEST, Person.TEAM
BOOKS = "the books need it"
# What guests without an account pay at links: it names no venue order, but its line names a booking.
AT_LINK = (
    "customer_order o JOIN order_line l ON l.order_id = o.id AND o.user_id IS NULL AND o.pay_key IS NOT NULL"
    " JOIN booking b ON b.id = l.booking_id JOIN venue_order v ON v.id = b.venue_order_id"
)
NEW_KEY = "CASE WHEN pay_key IS NOT NULL THEN substr(md5(random()::text), 1, 22) END"
# The account's own orders, and those that a venue added for the guest record that such an order created. Of one venue's
# guest, only those that the venue added: an account's order may have bookings at other venues.
ORDER_OF_ACCOUNT = (
    "SELECT id FROM customer_order WHERE user_id = :account UNION"  # noqa: S608  # constants only
    " SELECT o.id FROM customer_order o JOIN venue_order v ON v.order_id = o.id JOIN guest g ON g.id = v.guest_id"
    " WHERE o.user_id IS NULL AND g.user_id = :account AND g.began_online UNION"
    f" SELECT o.id FROM {AT_LINK} JOIN guest g ON g.id = v.guest_id WHERE g.user_id = :account AND g.began_online"
)
ORDER_OF_GUEST = (
    "SELECT o.id FROM customer_order o JOIN venue_order v ON v.order_id = o.id"  # noqa: S608  # constants only
    " WHERE v.guest_id = :record AND o.user_id IS NULL UNION"
    f" SELECT o.id FROM {AT_LINK} WHERE v.guest_id = :record"
)
PLACED_BY_ACCOUNT = f"order_id IN ({ORDER_OF_ACCOUNT})"
PLACED_FOR_GUEST = f"order_id IN ({ORDER_OF_GUEST})"
BOOKING_OF_ACCOUNT = (
    "SELECT b.id FROM booking b JOIN venue_order v ON v.id = b.venue_order_id WHERE v."  # noqa: S608  # constants only
    + PLACED_BY_ACCOUNT
)
BOOKING_OF_GUEST = "SELECT b.id FROM booking b JOIN venue_order v ON v.id = b.venue_order_id WHERE v.guest_id = :record"
BOOKED_BY_ACCOUNT = f"booking_id IN ({BOOKING_OF_ACCOUNT})"
BOOKED_FOR_GUEST = f"booking_id IN ({BOOKING_OF_GUEST})"
RECORD_OF_ACCOUNT = "guest_id IN (SELECT id FROM guest WHERE user_id = :account)"
VENUE = {"venue": "(SELECT name FROM venue WHERE venue.id = venue_id)"}
ORDER = {"order_number": "(SELECT o.public_id FROM customer_order o WHERE o.id = order_id)"}
BOOKING = {"booking_number": "(SELECT b.public_id FROM booking b WHERE b.id = booking_id)"}
SERVICE = {"service": "(SELECT title FROM service WHERE service.id = service_id)"}
# A deleted account leaves alone what a venue entered itself; a venue's own deletion does not.
ONLINE = "CAST(:account AS integer) IS NULL OR began_online"

TABLES: dict[str, TableRules] = {
    "guest": TableRules(
        {
            **plain("id public_id venue_id began_online created_at"),
            **about(GUEST, "id", "user_id", export=Export.NO, becomes="NULL"),
            **about(GUEST, "name", "name", becomes=f"CASE WHEN {ONLINE} THEN '{DELETED_NAME}' ELSE name END"),
            **about(GUEST, "contact", "email", becomes=f"CASE WHEN {ONLINE} THEN '' ELSE email END"),
            **about(GUEST, "contact", "phone", becomes=f"CASE WHEN {ONLINE} THEN '' ELSE phone END"),
            **about(
                GUEST,
                "notes that only the venue reads",
                "notes",
                export=Export.VENUE,
                becomes=f"CASE WHEN {ONLINE} THEN '' ELSE notes END",
            ),
            **about(GUEST, "preference", "reminders", becomes=f"CASE WHEN {ONLINE} THEN false ELSE reminders END"),
        },
        of_account="user_id = :account",
        of_guest="id = :record",
        part="venue-records",
        shown=VENUE,
        retention=Retention.VENUE_RECORDS,
    ),
    "customer_order": TableRules(
        {
            **plain("id reschedules_booking_id cart_id card_id"),
            **about(HOLDER, "id", "user_id", export=Export.NO, why=f"{BOOKS}; the account has no name anymore"),
            **about(HOLDER, "name", "name", becomes=f"'{DELETED_NAME}'"),
            **about(HOLDER, "contact", "email phone", becomes="''"),
            **about(HOLDER, "secret", "pay_key", export=Export.NO, becomes=NEW_KEY),
            **about(
                HOLDER,
                "order",
                "public_id kind state code currency total_cents later_cents credit_cents held_until created_at"
                " settled_at settled_by agreed_at refunds_blocked awaits_tax",
                why=BOOKS,
            ),
        },
        of_account=f"id IN ({ORDER_OF_ACCOUNT})",
        of_guest=f"id IN ({ORDER_OF_GUEST})",
        part="orders",
        retention=Retention.BOOKS,
    ),
    "venue_order": TableRules(
        {
            **plain("id order_id venue_id"),
            **about(
                GUEST,
                "id",
                "guest_id",
                export=Export.NO,
                becomes=(
                    "CASE WHEN CAST(:account AS integer) IS NOT NULL AND EXISTS (SELECT FROM guest g"
                    " WHERE g.id = guest_id AND NOT g.began_online) THEN NULL ELSE guest_id END"
                ),
            ),
            **about(HOLDER, "free text", "note", becomes="''"),
        },
        of_account=PLACED_BY_ACCOUNT,
        of_guest="guest_id = :record",
        part="orders-by-venue",
        shown={**ORDER, **VENUE},
        retention=Retention.BOOKINGS,
    ),
    "booking": TableRules(
        {
            **plain(
                "id venue_order_id service_id option_id buffer_before_minutes buffer_after_minutes"
                " cancel_free_hours cancel_keep_percent payment_terms later_cents"
                " later_taxed fee_tax_cents commission_bps accept_within_hours reschedule_hours sequence"
                " deal_id code_deal_id funded_cents"
            ),
            **about(TEAM, "who provided the service", "member_id", export=Export.NO, why=BOOKS),
            **about(
                HOLDER,
                "booking",
                "public_id title served_by facilities starts_at ends_at quantity state add_ons list_cents"
                " discount_cents price_cents tax_cents price_reason accept_by arrived_at series_id series_number",
                why=f"{BOOKS}, and no name is left with it",
            ),
        },
        of_account=f"id IN ({BOOKING_OF_ACCOUNT})",
        of_guest=f"id IN ({BOOKING_OF_GUEST})",
        part="bookings",
        shown={
            "venue": "(SELECT v.name FROM venue_order o JOIN venue v ON v.id = o.venue_id WHERE o.id = venue_order_id)"
        },
        retention=Retention.BOOKS,
    ),
    "desk_payment": TableRules(
        {
            **plain("id booking_id venue_id user_id undone_by"),
            **about(HOLDER, "payment", "method amount_cents tip_cents at undone_at", why=BOOKS),
        },
        of_account=BOOKED_BY_ACCOUNT,
        of_guest=BOOKED_FOR_GUEST,
        part="payments-in-person",
        shown=BOOKING,
        retention=Retention.BOOKS,
    ),
    "booking_transition": TableRules(
        {
            **plain("id booking_id user_id"),
            **about(HOLDER, "history", "from_state to_state actor at", why=BOOKS),
            **about(HOLDER, "free text", "reason", becomes="''"),
        },
        of_account=BOOKED_BY_ACCOUNT,
        of_guest=BOOKED_FOR_GUEST,
        part="booking-history",
        shown=BOOKING,
        retention=Retention.BOOKINGS,
    ),
    "booking_message": TableRules(
        {**plain("id booking_id user_id"), **about(HOLDER, "message", "text at")},
        of_account=BOOKED_BY_ACCOUNT,
        of_guest=BOOKED_FOR_GUEST,
        part="messages",
        shown=BOOKING,
        deletes_rows=True,
        retention=Retention.BOOKINGS,
    ),
    "reschedule": TableRules(
        {
            **plain("id booking_id user_id sequence undoes_id from_member_id to_member_id from_reservations"),
            **about(
                HOLDER,
                "history",
                "actor at requested_by_guest from_starts_at from_ends_at from_served_by from_keep_percent from_cents"
                " to_starts_at to_ends_at to_served_by to_cents guest_notified_at",
                why=BOOKS,
            ),
            **about(HOLDER, "free text", "reason", becomes="''"),
        },
        of_account=BOOKED_BY_ACCOUNT,
        of_guest=BOOKED_FOR_GUEST,
        part="reschedules",
        shown=BOOKING,
        retention=Retention.BOOKINGS,
    ),
    "pending_reschedule": impersonal(
        "order_id booking_id sequence starts_at ends_at member_id reservations list_cents price_cents price_reason"
        " funded_cents deal_id code_deal_id"
    ),
    "booking_series": impersonal("id every_weeks times"),
    "order_line": TableRules(
        {
            **plain("id order_id booking_id position tax_rule_id"),
            **about(HOLDER, "order", "kind text amount_cents later_cents credit_cents venue_credit_cents", why=BOOKS),
        },
        of_account=PLACED_BY_ACCOUNT,
        of_guest=PLACED_FOR_GUEST,
        part="order-lines",
        shown=ORDER,
        retention=Retention.BOOKS,
    ),
    "tip_offer": TableRules(
        {**plain("booking_id"), **about(HOLDER, "history", "at")},
        of_account=BOOKED_BY_ACCOUNT,
        of_guest=BOOKED_FOR_GUEST,
        part="tip-emails",
        shown=BOOKING,
        deletes_rows=True,
        retention=Retention.BOOKINGS,
    ),
    "reminder": TableRules(
        {**plain("id booking_id"), **about(HOLDER, "history", "kind starts_at at")},
        of_account=BOOKED_BY_ACCOUNT,
        of_guest=BOOKED_FOR_GUEST,
        part="reminders",
        shown=BOOKING,
        deletes_rows=True,
        retention=Retention.BOOKINGS,
    ),
}
