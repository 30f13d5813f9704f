"""The rules of tables about ways to log in: links in emails, codes, authenticator apps, passkeys, Google and Apple."""

from app.privacy.retention import Retention
from app.privacy.rules import Export, Person, TableRules, about, plain

OF_ACCOUNT = "user_id = :account"
HOLDER = Person.HOLDER
SECRET = "secret"  # noqa: S105  # a kind of data
SHORT = "it ends within minutes, and names no one"

TABLES: dict[str, TableRules] = {
    "email_link": TableRules(
        {
            **plain("id public_id user_id"),
            **about(HOLDER, "contact", "email"),
            **about(HOLDER, "history", "kind created_at expires_at used_at"),
            **about(HOLDER, SECRET, "token_hash browser_hash", export=Export.NO),
        },
        of_account=OF_ACCOUNT,
        part="email-links",
        deletes_rows=True,
        retention=Retention.EMAIL_LINKS,
    ),
    "email_code": TableRules(
        {
            **plain("id public_id login_session_id tries"),
            **about(HOLDER, "history", "created_at expires_at", export=Export.NO),
        },
        of_account="login_session_id IN (SELECT id FROM login_session WHERE user_id = :account)",
        deletes_rows=True,
        retention=Retention.SESSIONS,
    ),
    "authenticator_app": TableRules(
        {
            **plain("id user_id"),
            **about(HOLDER, "secret, encrypted", "seed seed_key last_step", export=Export.NO),
            **about(HOLDER, "history", "created_at confirmed_at"),
        },
        of_account=OF_ACCOUNT,
        part="authenticator-apps",
        deletes_rows=True,
        retention=Retention.ACCOUNT,
    ),
    "recovery_code": TableRules(
        {
            **plain("id user_id"),
            **about(HOLDER, SECRET, "code_hash", export=Export.NO),
            **about(HOLDER, "history", "used_at"),
        },
        of_account=OF_ACCOUNT,
        part="recovery-codes",
        deletes_rows=True,
        retention=Retention.ACCOUNT,
    ),
    "passkey": TableRules(
        {
            **plain("id public_id user_id sign_count"),
            **about(HOLDER, "public key", "credential_id public_key", export=Export.NO),
            **about(HOLDER, "device", "name transports is_synced created_at last_used_at"),
        },
        of_account=OF_ACCOUNT,
        part="passkeys",
        deletes_rows=True,
        retention=Retention.ACCOUNT,
    ),
    "passkey_challenge": TableRules(
        {
            **plain("id purpose expires_at"),
            **about(HOLDER, SECRET, "challenge_hash browser_hash", export=Export.NO, why=SHORT),
        },
        retention=Retention.SESSIONS,
    ),
    "pending_login": TableRules(
        {
            **plain("id user_id"),
            **about(HOLDER, SECRET, "token_hash", export=Export.NO),
            **about(HOLDER, "history", "method remember next_path created_at expires_at", export=Export.NO),
        },
        of_account=OF_ACCOUNT,
        deletes_rows=True,
        retention=Retention.SESSIONS,
    ),
    "two_factor_reset": TableRules(
        {
            **plain("id user_id requested_by_id approved_by_id"),
            **about(HOLDER, "free text", "reason", export=Export.NO),
            **about(HOLDER, "history", "requested_at approved_at ended_at"),
        },
        of_account=OF_ACCOUNT,
        part="second-factor-resets",
        deletes_rows=True,
        retention=Retention.ACCOUNT,
    ),
    "external_identity": TableRules(
        {
            **plain("id user_id"),
            **about(HOLDER, "account at Google or Apple", "provider subject email created_at last_used_at"),
        },
        of_account=OF_ACCOUNT,
        part="google-and-apple",
        deletes_rows=True,
        retention=Retention.ACCOUNT,
    ),
    "identity_attempt": TableRules(
        {
            **plain("id user_id"),
            **about(HOLDER, SECRET, "state_hash browser_hash nonce code_verifier", export=Export.NO),
            **about(
                HOLDER,
                "account at Google or Apple",
                "provider purpose next created_at expires_at returned_at subject email name",
                export=Export.NO,
            ),
        },
        of_account=OF_ACCOUNT,
        deletes_rows=True,
        retention=Retention.SESSIONS,
    ),
    "security_resolution": TableRules(
        {
            **plain("event_id"),
            **about(Person.ADMIN, "id", "admin_id", export=Export.NO),
            **about(HOLDER, "free text of an admin", "at note", export=Export.NO),
        },
        of_account="event_id IN (SELECT id FROM security_event WHERE user_id = :account)",
        deletes_rows=True,
        retention=Retention.SECURITY_EVENTS,
    ),
}
