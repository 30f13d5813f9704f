"""The rules of tables about venues: their listings, teams, hours and files."""

from app.privacy.retention import Retention
from app.privacy.rules import Export, Person, TableRules, about, impersonal, plain

TEAM = Person.TEAM
PUBLIC = "it is about the business, and public"
OWNED = "venue_id IN (SELECT id FROM venue WHERE owner_id = :account)"
OF_TEAM = "it belongs to the venue, whose owner edits or removes it; a deleted venue takes it along"

TABLES: dict[str, TableRules] = {
    "venue": TableRules(
        {
            **plain(
                "id category_id venue_type latitude longitude position_confirmed zone status cancel_free_hours"
                " cancel_keep_percent payment_terms deposit_percent deposit_cents allows_each_date reschedule_hours"
                " minimum_notice_minutes booking_window_days accept_within_hours"
                " max_upcoming takes_tips sells_packages legal_name feed_names created_at neighborhood"
            ),
            **about(TEAM, "id", "owner_id", export=Export.NO, why="an owner can only leave a deleted venue"),
            **about(
                TEAM,
                "business",
                "name slug summary street city state postal_code directions arrival_note",
                export=Export.HOLDER,
                why=PUBLIC,
            ),
            **about(TEAM, "contact", "phone", export=Export.HOLDER, becomes="''"),
        },
        of_account="owner_id = :account",
        part="your-venue",
    ),
    "team_member": TableRules(
        {
            **plain("id venue_id resource_id position slug buffer_minutes photo_id removed_at"),
            **about(TEAM, "public profile", "name title bio languages", export=Export.HOLDER, why=OF_TEAM),
            # Of someone else than the owner, whose export has the other columns.
            **about(TEAM, "gender, with consent", "gender gender_consent_at", export=Export.NO, why=OF_TEAM),
        },
        of_account=OWNED,
        part="your-team",
    ),
    "time_off": TableRules(
        {
            **plain("id key member_id"),
            **about(
                TEAM,
                "absence",
                "during weekday begins ends first_on last_on note",
                export=Export.NO,
                why=OF_TEAM,
            ),
        }
    ),
    "busy_feed": TableRules(
        {
            **plain("id member_id etag last_modified fetched_at next_at failures error"),
            **about(TEAM, "private link", "url", export=Export.NO, why=OF_TEAM),
        }
    ),
    "busy_time": TableRules({**plain("id feed_id"), **about(TEAM, "absence", "during", export=Export.NO, why=OF_TEAM)}),
    "calendar_feed": TableRules(
        {
            **plain("id venue_id member_id created_at read_at"),
            **about(TEAM, "secret", "token", export=Export.NO, why=OF_TEAM),
        }
    ),
    "data_import": TableRules(
        {
            **plain(
                "id key venue_id user_id kind state headers has_header columns day_first duplicates rows created_at"
                " finished_at emailing_at"
            ),
            **about(TEAM, "file name", "filename", export=Export.HOLDER, becomes="''"),
        },
        of_account="user_id = :account",
        part="your-imports",
        retention=Retention.IMPORTS,
    ),
    "submission": TableRules(
        {
            **plain("id venue_id kind state photo_ids sent_at decided_at decided_by_id reason part"),
            **about(
                TEAM,
                "business",
                "proposed before facts note",
                export=Export.NO,
                why=f"{PUBLIC}; a deleted venue takes it along",
            ),
        }
    ),
    "venue_transition": TableRules(
        {
            **plain("id venue_id from_status to_status user_id at"),
            **about(TEAM, "free text", "reason", export=Export.NO, why="a deleted venue takes it along"),
        }
    ),
    "block": TableRules(
        {
            **plain("id public_id venue_id begins ends sequence offboarding"),
            **about(TEAM, "free text", "note", export=Export.NO, why=OF_TEAM),
        }
    ),
    "reservation": TableRules(
        {
            **plain("id resource_id lane during kind state expires_at booking_id block_id busy_feed_id"),
            **about(TEAM, "free text", "note", export=Export.NO, why=OF_TEAM),
        }
    ),
    "commission_terms": impersonal("id venue_id rate_bps first_rate_bps"),
    "payout": impersonal("id public_id venue_id stripe_id amount_cents status arrives_on failure_code created_at"),
    "payout_account": TableRules(
        {
            **plain(
                "venue_id stripe_id idempotency_key takes_transfers pays_out is_submitted requirements due_by"
                " disabled_reason interval anchor held_interval held_anchor opening_released_at created_at read_at"
            ),
            **about(TEAM, "bank account", "bank_name bank_last4", export=Export.HOLDER, becomes="''"),
        },
        of_account="venue_id IN (SELECT id FROM venue WHERE owner_id = :account)",
        part="payout-account",
    ),
    "photo": impersonal("id key state problem encoding width height alt focus_x focus_y created_at"),
    "venue_photo": impersonal("id public_id venue_id photo_id position removed_at removed_from"),
    "venue_slug": impersonal("slug venue_id"),
    "venue_tag": impersonal("venue_id tag_id"),
    "venue_version": impersonal("id venue_id number"),
    "opening": impersonal("id venue_id member_id weekday on_date opens closes note"),
    "resource": impersonal("id venue_id capacity created_at"),
    "facility": impersonal("id key venue_id resource_id kind name guests position removed_at"),
    "cash_count": impersonal("id venue_id day opening_cents cash_cents counted_cents note user_id at"),
    "faq": impersonal("id key venue_id position question answer"),
    "featured_venue": impersonal("venue_id position until"),
    "embed_origin": impersonal("id key venue_id position origin created_at"),
    "service": impersonal(
        "id venue_id category_id resource_id photo_id slug title description position kind buffer_before_minutes"
        " buffer_after_minutes step_minutes max_quantity active minimum_notice_minutes booking_window_days"
        " cancel_free_hours cancel_keep_percent payment_terms deposit_percent deposit_cents archived_at"
    ),
    "service_option": impersonal("id key service_id duration_minutes price_cents removed_at"),
    "service_facility": impersonal("service_id facility_id"),
    "service_team_member": impersonal("service_id member_id"),
    "option_team_member": impersonal("option_id service_id member_id price_cents duration_minutes"),
    "add_on": impersonal("id key service_id position title price_cents minutes active"),
    "listed_start": impersonal("id service_id weekday on_date minute"),
    "intake_form": impersonal("id key venue_id position active created_at removed_at"),
    "intake_form_service": impersonal("form_id service_id"),
    "intake_version": impersonal("id form_id number at title intro questions"),
    "deal": impersonal(
        "id public_id venue_id service_id title kind amount funder valid_from valid_to last_minute_hours code stacks"
        " status sent_at note returned_facts max_uses replaces_id live_at ended_at"
    ),
    "deal_window": impersonal("id deal_id weekday opens closes"),
}
