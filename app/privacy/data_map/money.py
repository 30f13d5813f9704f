"""The rules of tables about payments, refunds, credit, gift cards, the ledger, and what venues are paid."""

from app.privacy.data_map.bookings import (
    BOOKED_BY_ACCOUNT,
    BOOKED_FOR_GUEST,
    BOOKING,
    BOOKS,
    HOLDER,
    ORDER,
    PLACED_BY_ACCOUNT,
    PLACED_FOR_GUEST,
    VENUE,
)
from app.privacy.retention import Retention
from app.privacy.rules import DELETED_NAME, Export, Person, TableRules, about, impersonal, plain

OWN_CREDIT = "account_id IN (SELECT id FROM credit_account WHERE user_id = :account)"
TABLES: dict[str, TableRules] = {
    "payment": TableRules(
        {
            **plain("id order_id idempotency_key session_expires_at"),
            **about(HOLDER, "payment", "state amount_cents created_at paid_at", why=BOOKS),
            **about(HOLDER, "contact", "email", becomes="''"),
            **about(HOLDER, "payment", "card_brand", why=BOOKS),
            **about(HOLDER, "payment", "card_last4", becomes="''"),
            **about(
                HOLDER,
                "id at Stripe",
                "session_id payment_intent_id charge_id customer_id",
                export=Export.NO,
                why=BOOKS,
            ),
            **plain("fee_cents card_id decline_code"),
            **about(HOLDER, "link at Stripe", "session_url", export=Export.NO, becomes="NULL"),
            **about(HOLDER, "payment", "mismatch", export=Export.NO, becomes="''"),
        },
        of_account=PLACED_BY_ACCOUNT,
        of_guest=PLACED_FOR_GUEST,
        part="payments",
        shown=ORDER,
        retention=Retention.BOOKS,
    ),
    "payment_customer": TableRules(
        {
            **plain("user_id idempotency_key created_at"),
            **about(HOLDER, "id at Stripe", "stripe_id", export=Export.NO, why=BOOKS),
        },
        of_account="user_id = :account",
        retention=Retention.BOOKS,
    ),
    "saved_card": TableRules(
        {
            **plain("id key user_id is_default refused_at removed_at"),
            **about(HOLDER, "id at Stripe", "payment_method_id", export=Export.NO, why=BOOKS),
            **about(HOLDER, "saved card", "brand exp_month exp_year created_at", why=BOOKS),
            **about(HOLDER, "saved card", "last4", becomes="''"),
        },
        of_account="user_id = :account",
        part="saved-cards",
        retention=Retention.BOOKS,
    ),
    "refund": TableRules(
        {
            **plain("id booking_id order_id retries_id dispute_id idempotency_key"),
            **about(
                HOLDER,
                "payment",
                "public_id source is_kept amount_cents tax_cents state reason created_at ended_at",
                why=BOOKS,
            ),
            **about(HOLDER, "id at Stripe", "stripe_id failure", export=Export.NO, why=BOOKS),
        },
        of_account=BOOKED_BY_ACCOUNT,
        of_guest=BOOKED_FOR_GUEST,
        part="refunds",
        shown=BOOKING,
        retention=Retention.BOOKS,
    ),
    "receipt_counter": impersonal("venue_id year last_number"),
    "receipt": TableRules(
        {
            **plain("id venue_id order_id refund_id seller_name seller_address"),
            **about(HOLDER, "receipt", "public_id year number issued_at agreed_texts", why=BOOKS),
            **about(HOLDER, "name", "company", becomes="''"),
            **about(HOLDER, "free text", "reference", becomes="''"),
        },
        of_account=PLACED_BY_ACCOUNT,
        of_guest=PLACED_FOR_GUEST,
        part="receipts",
        shown={**ORDER, **VENUE},
        retention=Retention.BOOKS,
    ),
    "credit_account": TableRules(
        {**plain("id user_id"), **about(HOLDER, "store credit", "balance_cents", why="we owe it")},
        of_account="user_id = :account",
        part="store-credit",
        retention=Retention.BOOKS,
    ),
    "venue_credit": TableRules(
        {
            **plain("id account_id venue_id"),
            **about(HOLDER, "store credit", "balance_cents", why="we owe it"),
        },
        of_account=OWN_CREDIT,
        part="credit-at-venues",
        shown=VENUE,
        retention=Retention.BOOKS,
    ),
    "credit_movement": TableRules(
        {
            **plain("id account_id venue_id order_id gift_card_id turnover_id takes_back_id by_id"),
            **about(HOLDER, "store credit", "kind amount_cents reason at", why=BOOKS),
        },
        of_account=OWN_CREDIT,
        part="store-credit-changes",
        shown=VENUE,
        retention=Retention.BOOKS,
    ),
    "cash_out": TableRules(
        {
            **plain("id account_id refund_id decided_by_id"),
            **about(
                HOLDER,
                "store credit",
                "public_id state amount_cents law_state asked_at paid_by paid_on reason decided_at",
                why=BOOKS,
            ),
            **about(HOLDER, "address", "address", becomes="''"),
            **about(Person.ADMIN, "free text of an admin", "reference", export=Export.NO, why=BOOKS),
        },
        of_account=OWN_CREDIT,
        part="cash-outs",
        retention=Retention.BOOKS,
    ),
    "gift_card": TableRules(
        {
            **plain("order_id turnover_id"),
            **about(
                HOLDER,
                "gift card",
                "state amount_cents held_cents lost_cents design deliver_at zone deliveries delivered_at",
                why=BOOKS,
            ),
            **about(HOLDER, "gift card", "redeemed_at", export=Export.NO, why="about who redeemed it"),
            **about(HOLDER, "secret, as a hash", "code_hash", export=Export.NO, why="the gift card stays valid"),
            **about(HOLDER, "name", "from_name", becomes=f"'{DELETED_NAME}'"),
            **about(HOLDER, "name of who gets it", "to_name", becomes=f"'{DELETED_NAME}'"),
            **about(HOLDER, "contact of who gets it", "to_email", becomes="''"),
            **about(HOLDER, "message", "message", becomes="''"),
        },
        of_account=PLACED_BY_ACCOUNT,
        part="gift-cards",
        shown=ORDER,
        retention=Retention.BOOKS,
    ),
    "pass_offer": impersonal(
        "id public_id venue_id kind title price_cents uses valid_days percent_off option_ids active created_at"
    ),
    "guest_pass": TableRules(
        {
            **plain("id offer_id venue_id user_id order_id membership_id option_ids percent_off commission_bps"),
            **about(HOLDER, "id at Stripe", "invoice_id", export=Export.NO, why=BOOKS),
            **about(
                HOLDER,
                "package",
                "public_id state title price_cents uses uses_left left_cents lost_uses lost_cents owed_cents valid_days"
                " bought_at expires_at",
                why=BOOKS,
            ),
        },
        of_account="user_id = :account",
        part="packages",
        shown={**VENUE, **ORDER},
        retention=Retention.BOOKS,
    ),
    "plan_price": impersonal("id offer_id cents uses percent_off option_ids stripe_id idempotency_key created_at"),
    "membership": TableRules(
        {
            **plain("id offer_id venue_id user_id price_id next_price_id idempotency_key page_expires_at asked_at"),
            **about(
                HOLDER,
                "membership",
                "public_id state agreed_at agreed_text joined_at period_ends_at ends_with_period ended_at reminded_at"
                " next_price_at",
                why=BOOKS,
            ),
            **about(HOLDER, "id at Stripe", "session_id subscription_id", export=Export.NO, why=BOOKS),
            **about(HOLDER, "link at Stripe", "session_url", export=Export.NO, becomes="NULL"),
        },
        of_account="user_id = :account",
        part="memberships",
        shown=VENUE,
        retention=Retention.BOOKS,
    ),
    "pass_use": TableRules(
        {**plain("booking_id pass_id"), **about(HOLDER, "package", "uses value_cents state at", why=BOOKS)},
        of_account=BOOKED_BY_ACCOUNT,
        part="package-uses",
        shown=BOOKING,
        retention=Retention.BOOKS,
    ),
    "ledger_entry": impersonal("id event key at is_opening"),
    "ledger_posting": impersonal("id entry_id account venue_id booking_id tax_rule_id taxable_cents amount_cents"),
    "tax_rule": impersonal(
        "id source state locality category_id jurisdiction rate remitter taxes_fees taxes_funded first_on last_on"
    ),
    "tax_calculation": impersonal("id order_id venue_id stripe_id expires_at created_at transaction_id failure"),
    "tax_reversal": impersonal("id calculation_id booking_id net_cents tax_cents created_at stripe_id failure"),
    "stripe_transaction": impersonal(
        "id stripe_id kind source_id intent_id reference currency amount_cents fee_cents at event key matched_at"
    ),
    "reconciliation": impersonal(
        "id started_at since newest_at cursor transactions finished_at stripe_cents ledger_cents"
    ),
    "finance_difference": TableRules(
        {
            **plain("id public_id cause transaction_id entry_id stripe_cents ledger_cents found_at resolved_at"),
            **about(Person.ADMIN, "id", "resolved_by_id", export=Export.NO, why=BOOKS),
            **about(Person.ADMIN, "free text of an admin", "note", export=Export.NO, why=BOOKS),
        },
        retention=Retention.BOOKS,
    ),
    "bank_payout": TableRules(
        {
            **plain("id public_id amount_cents state idempotency_key stripe_id arrives_on failure created_at"),
            **about(Person.ADMIN, "id", "requested_by_id", export=Export.NO, why=BOOKS),
        },
        retention=Retention.BOOKS,
    ),
    "tax_payment": TableRules(
        {
            **plain(
                "id public_id state jurisdiction first_on last_on amount_cents paid_on reference created_at undone_at"
            ),
            **about(Person.ADMIN, "id", "recorded_by_id undone_by_id", export=Export.NO, why=BOOKS),
            **about(Person.ADMIN, "free text of an admin", "undone_why", export=Export.NO, why=BOOKS),
        },
        retention=Retention.BOOKS,
    ),
    "turnover": TableRules(
        {
            **plain("id public_id state amount_cents paid_on reference created_at undone_at"),
            **about(Person.ADMIN, "id", "recorded_by_id undone_by_id", export=Export.NO, why=BOOKS),
            **about(Person.ADMIN, "free text of an admin", "undone_why", export=Export.NO, why=BOOKS),
        },
        retention=Retention.BOOKS,
    ),
    "venue_invoice": impersonal(
        "id public_id venue_id year number amount_cents through_id billed_name billed_address issued_at due_on"
        " reminded_days"
    ),
    "venue_invoice_line": impersonal("invoice_id posting_id amount_cents"),
    "venue_settlement": TableRules(
        {
            **plain(
                "id public_id venue_id kind amount_cents order_id lost_cents settled_on reference created_at undone_at"
            ),
            **about(Person.ADMIN, "id", "recorded_by_id undone_by_id", export=Export.NO, why=BOOKS),
            **about(Person.ADMIN, "free text of an admin", "undone_why", export=Export.NO, why=BOOKS),
        },
        retention=Retention.BOOKS,
    ),
    "closed_month": impersonal("first_day starts_at ends_at closed_at differences"),
    "closed_total": impersonal("first_day account opening_cents debit_cents credit_cents"),
    "transfer": impersonal(
        "id public_id venue_id booking_id order_id payment_id is_from_balance dispute_id amount_cents offset_cents"
        " commission_cents state idempotency_key stripe_id failure created_at made_at payout_id"
    ),
    "transfer_reversal": impersonal(
        "id transfer_id amount_cents state idempotency_key stripe_id failure created_at ended_at"
    ),
    "stripe_event": impersonal("id kind order_id received_at"),
    "stripe_problem": TableRules(
        {
            **plain("stripe_id problem seen_at resolved_at"),
            **about(Person.ADMIN, "id", "resolved_by_id", export=Export.NO, why=BOOKS),
            **about(Person.ADMIN, "free text of an admin", "note", export=Export.NO, why=BOOKS),
        },
        retention=Retention.BOOKS,
    ),
}
