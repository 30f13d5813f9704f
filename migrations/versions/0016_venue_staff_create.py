"""Create the people who work at a venue, the invitations to join them, and offers of ownership.

A trigger gives each venue its owner's row, so the release before this one can go on creating and deleting venues.

Revision ID: 0016
"""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

UPGRADE = """
    CREATE TABLE venue_staff (
        id serial CONSTRAINT pk_venue_staff PRIMARY KEY,
        key varchar(22) DEFAULT substr(md5(gen_random_uuid()::text), 1, 22) NOT NULL
            CONSTRAINT uq_venue_staff_key UNIQUE,
        user_id integer NOT NULL CONSTRAINT uq_venue_staff_user_id UNIQUE
            CONSTRAINT fk_venue_staff_user_id REFERENCES user_account ON DELETE CASCADE,
        venue_id integer NOT NULL CONSTRAINT fk_venue_staff_venue_id REFERENCES venue ON DELETE CASCADE,
        role varchar(20) NOT NULL,
        team_member_id integer CONSTRAINT uq_venue_staff_team_member_id UNIQUE
            CONSTRAINT fk_venue_staff_team_member_id REFERENCES team_member ON DELETE CASCADE,
        added_at timestamptz DEFAULT now() NOT NULL,
        CONSTRAINT ck_venue_staff_profile CHECK (role <> 'team_member' OR team_member_id IS NOT NULL)
    );
    CREATE INDEX ix_venue_staff_venue_id ON venue_staff (venue_id);

    INSERT INTO venue_staff (user_id, venue_id, role, added_at)
        SELECT owner_id, id, 'owner', created_at FROM venue WHERE status <> 'deleted';

    CREATE FUNCTION venue_has_owner() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.status = 'deleted' THEN
            DELETE FROM venue_staff WHERE venue_id = NEW.id;
        ELSIF TG_OP = 'INSERT' OR OLD.status = 'deleted' THEN
            INSERT INTO venue_staff (user_id, venue_id, role, added_at)
                VALUES (NEW.owner_id, NEW.id, 'owner', NEW.created_at);
        END IF;
        RETURN NULL;
    END
    $$;
    CREATE TRIGGER venue_has_owner AFTER INSERT OR UPDATE OF status ON venue
        FOR EACH ROW EXECUTE FUNCTION venue_has_owner();

    CREATE TABLE staff_invitation (
        id serial CONSTRAINT pk_staff_invitation PRIMARY KEY,
        key varchar(22) NOT NULL CONSTRAINT uq_staff_invitation_key UNIQUE,
        venue_id integer NOT NULL CONSTRAINT fk_staff_invitation_venue_id REFERENCES venue ON DELETE CASCADE,
        email varchar(254) NOT NULL,
        role varchar(20) NOT NULL,
        team_member_id integer
            CONSTRAINT fk_staff_invitation_team_member_id REFERENCES team_member ON DELETE CASCADE,
        invited_by_id integer NOT NULL CONSTRAINT fk_staff_invitation_invited_by_id REFERENCES user_account,
        created_at timestamptz NOT NULL,
        sent smallint NOT NULL,
        sent_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        accepted_at timestamptz,
        accepted_by_id integer CONSTRAINT fk_staff_invitation_accepted_by_id REFERENCES user_account,
        declined_at timestamptz,
        revoked_at timestamptz,
        CONSTRAINT ck_staff_invitation_role CHECK (role <> 'owner'),
        CONSTRAINT ck_staff_invitation_profile CHECK (role <> 'team_member' OR team_member_id IS NOT NULL),
        CONSTRAINT ck_staff_invitation_sent CHECK (sent BETWEEN 1 AND 5),
        CONSTRAINT ck_staff_invitation_answer CHECK (num_nonnulls(accepted_at, declined_at, revoked_at) <= 1),
        CONSTRAINT ck_staff_invitation_accepted CHECK ((accepted_at IS NULL) = (accepted_by_id IS NULL))
    );
    CREATE INDEX ix_staff_invitation_venue_id ON staff_invitation (venue_id);
    CREATE UNIQUE INDEX uq_staff_invitation_open ON staff_invitation (venue_id, lower(email))
        WHERE accepted_at IS NULL AND declined_at IS NULL AND revoked_at IS NULL;

    CREATE TABLE ownership_offer (
        id serial CONSTRAINT pk_ownership_offer PRIMARY KEY,
        venue_id integer NOT NULL CONSTRAINT uq_ownership_offer_venue_id UNIQUE
            CONSTRAINT fk_ownership_offer_venue_id REFERENCES venue ON DELETE CASCADE,
        from_id integer NOT NULL CONSTRAINT fk_ownership_offer_from_id REFERENCES venue_staff ON DELETE CASCADE,
        to_id integer NOT NULL CONSTRAINT fk_ownership_offer_to_id REFERENCES venue_staff ON DELETE CASCADE,
        stays_owner boolean NOT NULL,
        offered_at timestamptz NOT NULL,
        CONSTRAINT ck_ownership_offer_other CHECK (from_id <> to_id)
    );
    CREATE INDEX ix_ownership_offer_from_id ON ownership_offer (from_id);
    CREATE INDEX ix_ownership_offer_to_id ON ownership_offer (to_id);
"""
DOWNGRADE = """
    UPDATE user_account SET role = 'guest' FROM venue_staff
        WHERE venue_staff.user_id = user_account.id AND venue_staff.role <> 'owner';
    DROP TABLE ownership_offer, staff_invitation;
    DROP TRIGGER venue_has_owner ON venue;
    DROP FUNCTION venue_has_owner;
    DROP TABLE venue_staff;
"""


def upgrade() -> None:
    op.execute(UPGRADE)


def downgrade() -> None:
    op.execute(DOWNGRADE)
