"""The rules of tables about who works at a venue."""

from app.privacy.rules import Export, Person, TableRules, about, impersonal, plain

TEAM = Person.TEAM
INVITED = "lower(email) = (SELECT lower(email) FROM user_account WHERE id = :account)"

TABLES: dict[str, TableRules] = {
    "venue_staff": TableRules(
        {
            **plain("id key user_id venue_id team_member_id"),
            **about(TEAM, "work", "role added_at", export=Export.HOLDER),
        },
        of_account="user_id = :account",
        part="your-work",
        deletes_rows=True,
    ),
    "staff_invitation": TableRules(
        {
            **plain("id key venue_id team_member_id invited_by_id accepted_by_id sent"),
            **about(TEAM, "contact", "email", export=Export.HOLDER),
            **about(
                TEAM,
                "work",
                "role created_at sent_at expires_at accepted_at declined_at revoked_at",
                export=Export.HOLDER,
            ),
        },
        of_account=f"accepted_by_id = :account OR {INVITED}",
        part="your-invitations",
        deletes_rows=True,
    ),
    "ownership_offer": impersonal("id venue_id from_id to_id stays_owner offered_at"),
}
