"""The rules of tables about accounts and logins."""

from app.privacy.retention import Retention
from app.privacy.rules import DELETED_NAME, Export, Person, Rule, TableRules, about, plain

OF_ACCOUNT = "user_id = :account"
HOLDER = Person.HOLDER
SECRET = "secret, as a hash"  # noqa: S105  # a kind of data
# Values of ours that make a row unique: no person chose them.
NO_EMAIL = "'deleted-' || public_id || '@deleted.invalid'"

TABLES: dict[str, TableRules] = {
    "user_account": TableRules(
        {
            **plain("id public_id role admin_role"),
            **about(HOLDER, "contact", "email", becomes=NO_EMAIL),
            **about(HOLDER, "name", "name", becomes=f"'{DELETED_NAME}'"),
            **about(HOLDER, "contact", "phone", becomes="''"),
            **about(HOLDER, SECRET, "password_hash", export=Export.NO, becomes="NULL"),
            **about(HOLDER, "secret", "session_key", export=Export.NO, becomes="left(md5(random()::text), 22)"),
            **about(HOLDER, "preference", "reminders", becomes="'none'"),
            **about(HOLDER, "preference", "tip_emails", becomes="false"),
            **about(HOLDER, "preference", "opted_out_at", becomes="NULL"),
            **about(HOLDER, "history", "created_at", why="the age of orders in the books depends on it"),
            **about(HOLDER, "history", "password_changed_at email_verified_at", becomes="NULL"),
            **about(HOLDER, "history", "suspended_at", why="a suspended account stays suspended"),
            **about(
                HOLDER,
                "history",
                "suspended_reason",
                becomes="CASE WHEN suspended_at IS NULL THEN '' ELSE 'Account deleted' END",
            ),
            **about(HOLDER, "history", "deletion_due_at", becomes="NULL"),
            **about(HOLDER, "history", "erased_at", export=Export.NO, becomes="CAST(:now AS timestamptz)"),
        },
        of_account="id = :account",
        part="account",
        retention=Retention.ACCOUNT,
    ),
    "device": TableRules(
        {
            **plain("id public_id user_id"),
            **about(HOLDER, SECRET, "token_hash", export=Export.NO),
            **about(HOLDER, "device", "user_agent first_seen_at last_seen_at confirmed_at trusted_until"),
        },
        of_account=OF_ACCOUNT,
        part="devices",
        deletes_rows=True,
        retention=Retention.ACCOUNT,
    ),
    "login_session": TableRules(
        {
            **plain("id public_id user_id device_id"),
            **about(HOLDER, SECRET, "token_hash", export=Export.NO),
            **about(
                HOLDER, "device", "method created_at last_seen_at proven_at second_factor_at expires_at ip user_agent"
            ),
        },
        of_account=OF_ACCOUNT,
        part="logins",
        deletes_rows=True,
        retention=Retention.SESSIONS,
    ),
    "security_event": TableRules(
        {**plain("id public_id user_id device_id by_id severity"), **about(HOLDER, "history", "at kind network")},
        of_account=OF_ACCOUNT,
        part="security-activity",
        deletes_rows=True,
        retention=Retention.SECURITY_EVENTS,
    ),
    "impersonation": TableRules(
        {
            **plain("id admin_id user_id key"),
            **about(HOLDER, "access", "began_at ends_at ended_at", why="it says what an admin saw, and holds ids only"),
        },
        of_account=OF_ACCOUNT,
        part="views-by-admins",
        retention=Retention.AUDIT,
    ),
    "login_wait": TableRules(
        {
            **about(HOLDER, SECRET, "key", export=Export.NO, why="a hash that ends within a day"),
            **plain("number until forget_at"),
        },
        retention=Retention.LOGIN_WAITS,
    ),
    "data_access": TableRules(
        {
            **plain("id by_id user_id guest_id"),
            **about(HOLDER, "access", "at kind role", why="it holds ids only, and ends after a year"),
        },
        of_account=OF_ACCOUNT,
        of_guest="guest_id = :record",
        part="who-opened-your-data",
        retention=Retention.ACCESS_LOG,
    ),
    "data_export": TableRules(
        {
            **plain("id key user_id state parts done"),
            **about(HOLDER, "history", "requested_at finished_at downloaded_at", export=Export.HOLDER),
            "content": Rule(HOLDER, "everything in the export, encrypted", Export.NO),
        },
        of_account=OF_ACCOUNT,
        part="exports",
        deletes_rows=True,
        retention=Retention.EXPORTS,
    ),
    "export_part": TableRules(
        {
            **plain("export_id name"),
            "content": Rule(HOLDER, "everything in the export, encrypted", Export.NO),
        },
        of_account="export_id IN (SELECT id FROM data_export WHERE user_id = :account)",
        deletes_rows=True,
        retention=Retention.EXPORTS,
    ),
    "erasure": TableRules(
        {
            **plain("id kind at"),
            "subject": Rule(
                HOLDER, "id", Export.NO, None, "a restore must repeat the deletion, and only the id is left"
            ),
        },
        retention=Retention.BOOKS,
    ),
    "privacy_request": TableRules(
        {
            **plain("id public_id kind received_on due_on done_at by_id user_id"),
            **about(HOLDER, "contact", "person", becomes="''"),
            **about(HOLDER, "free text", "note", becomes="''"),
        },
        of_account=OF_ACCOUNT,
        part="privacy-requests",
        retention=Retention.REQUESTS,
    ),
}
