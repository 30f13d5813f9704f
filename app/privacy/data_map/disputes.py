"""The rules of tables about disputes."""

from app.privacy.data_map.bookings import BOOKS, HOLDER, ORDER, PLACED_BY_ACCOUNT, PLACED_FOR_GUEST
from app.privacy.retention import Retention
from app.privacy.rules import Export, TableRules, about, impersonal, plain

DISPUTE = "SELECT d.id FROM dispute d"
TABLES: dict[str, TableRules] = {
    "dispute": TableRules(
        {
            **plain("id order_id loss_entries read_at is_corrected reminded_days"),
            **about(
                HOLDER,
                "payment",
                "public_id status reason amount_cents withdrawn_cents reinstated_cents opened_at due_by settled_at"
                " created_at",
                why=BOOKS,
            ),
            **about(
                HOLDER,
                "id at Stripe",
                "stripe_id payment_intent_id fee_cents ended_cents written_off_cents",
                export=Export.NO,
                why=BOOKS,
            ),
        },
        of_account=PLACED_BY_ACCOUNT,
        of_guest=PLACED_FOR_GUEST,
        part="disputes",
        shown=ORDER,
        retention=Retention.BOOKS,
    ),
    "dispute_allocation": impersonal("dispute_id booking_id amount_cents"),
    "dispute_evidence": TableRules(
        {
            **plain("dispute_id state version idempotency_key failure completed_at submitted_at changed_at"),
            **about(HOLDER, "free text", "texts", becomes="'{}'"),
        },
        of_account=f"dispute_id IN ({DISPUTE} WHERE d.{PLACED_BY_ACCOUNT})",
        of_guest=f"dispute_id IN ({DISPUTE} WHERE d.{PLACED_FOR_GUEST})",
        part="dispute-evidence",
        shown={"dispute_number": "(SELECT d.public_id FROM dispute d WHERE d.id = dispute_id)"},
        retention=Retention.BOOKS,
    ),
}
