"""The rules of tables about the site as a whole."""

from app.privacy.data_map.bookings import ORDER_OF_GUEST
from app.privacy.retention import Retention
from app.privacy.rules import Export, Person, TableRules, about, impersonal, plain

NEVER = "the audit log never changes"
OF_BUSINESS = "the audit log never changes; these are names and facts of venues and pages, not of people"
# What admins wrote about orders that a venue added for a guest.
ABOUT_GUEST = (
    "EXISTS (SELECT FROM audit_entry WHERE id = entry_id AND subject_kind = 'order'"
    f" AND subject_id IN ({ORDER_OF_GUEST}))"
)

TABLES: dict[str, TableRules] = {
    # It names people by their ids. What admins write about them is in `audit_reason`.
    "audit_entry": TableRules(
        {
            **plain("id public_id at action subject_kind subject_id subject_key reason"),
            **about(Person.ADMIN, "id", "admin_id", export=Export.NO, why=NEVER),
            **about(Person.TEAM, "business", "subject_name before after", export=Export.NO, why=OF_BUSINESS),
        },
        appends_only=True,
        retention=Retention.AUDIT,
    ),
    "audit_reason": TableRules(
        {**plain("entry_id user_id"), **about(Person.HOLDER, "free text of an admin", "text", export=Export.NO)},
        of_account="user_id = :account",
        of_guest=ABOUT_GUEST,
        deletes_rows=True,
        retention=Retention.AUDIT,
    ),
    "rate_limit_hit": TableRules(
        {
            **about(Person.HOLDER, "a hash of the network", "key", export=Export.NO, why="it ends within an hour"),
            **plain("number until"),
        },
        retention=Retention.RATE_LIMITS,
    ),
    "announcement": impersonal("id text link is_on begins_at ends_at"),
    "site_text": impersonal("slug body changed_at"),
    "text_version": impersonal("slug raised"),
    "category": impersonal("id slug name position photo_id parent_id synonyms"),
    "category_slug": impersonal("slug category_id"),
    "tag": impersonal("id slug name tag_group position"),
    "tag_slug": impersonal("slug tag_id"),
}
