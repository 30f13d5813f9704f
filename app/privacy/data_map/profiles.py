"""The rules of tables about people's profiles."""

from app.privacy.data_map.accounts import HOLDER, OF_ACCOUNT
from app.privacy.data_map.bookings import BOOKING
from app.privacy.retention import Retention
from app.privacy.rules import Export, Person, TableRules, about, plain

MEMBER = {"team_member": "(SELECT m.name FROM team_member m WHERE m.id = member_id)"}

TABLES: dict[str, TableRules] = {
    "profile": TableRules(
        {
            **plain("user_id"),
            **about(HOLDER, "photo", "photo_id", export=Export.NO),
            **about(HOLDER, "profile", "birth_month birth_day city zone_name language"),
            **about(HOLDER, "preference", "shows_photo shows_birthday shows_language shows_team"),
        },
        of_account=OF_ACCOUNT,
        part="profile",
        deletes_rows=True,
        retention=Retention.ACCOUNT,
    ),
    "preferred_member": TableRules(
        {**plain("user_id member_id"), **about(HOLDER, "preference", "created_at")},
        of_account=OF_ACCOUNT,
        part="preferred-team-members",
        shown=MEMBER,
        deletes_rows=True,
        retention=Retention.ACCOUNT,
    ),
    "care_note": TableRules(
        {
            **plain("user_id content_key"),
            **about(HOLDER, "health, encrypted", "content"),
            **about(HOLDER, "consent", "saved_at consent_version consent_text consented_at"),
        },
        of_account=OF_ACCOUNT,
        part="preferences-and-allergies",
        deletes_rows=True,
        retention=Retention.ACCOUNT,
    ),
    "care_note_view": TableRules(
        {
            **plain("id user_id by_id booking_id"),
            **about(HOLDER, "access", "at", why="it says who read preferences and allergies, and holds ids only"),
        },
        of_account=OF_ACCOUNT,
        part="views-of-preferences-and-allergies",
        shown=BOOKING,
        appends_only=True,
        retention=Retention.AUDIT,
    ),
    "owner_profile": TableRules(
        {
            **plain("user_id is_shown"),
            **about(Person.TEAM, "name", "name"),
            **about(Person.TEAM, "profile", "bio"),
            **about(Person.TEAM, "photo", "photo_id", export=Export.NO),
        },
        of_account=OF_ACCOUNT,
        part="owner-introduction",
        deletes_rows=True,
        retention=Retention.ACCOUNT,
    ),
}
