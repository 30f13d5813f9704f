"""The rules of tables about the site as a whole."""

from app.privacy.retention import Retention
from app.privacy.rules import Export, Person, TableRules, about, impersonal, plain

NEVER = "the audit log never changes"

TABLES: dict[str, TableRules] = {
    # An admin's words about a person are in these columns, which nothing may change. What admins do to accounts and
    # orders therefore names them by their numbers; entries from before this rule, and reasons, may have names.
    "audit_entry": TableRules(
        {
            **plain("id public_id at action subject_kind subject_id subject_key"),
            **about(Person.ADMIN, "id", "admin_id", export=Export.NO, why=NEVER),
            **about(
                Person.HOLDER, "what an admin changed", "subject_name before after reason", export=Export.NO, why=NEVER
            ),
        },
        appends_only=True,
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
    "category": impersonal("id slug name position photo_id parent_id synonyms"),
    "category_slug": impersonal("slug category_id"),
    "tag": impersonal("id slug name tag_group position"),
    "tag_slug": impersonal("slug tag_id"),
}
