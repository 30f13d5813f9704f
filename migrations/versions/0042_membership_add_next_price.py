"""Keep what a membership includes with its price, and note a change that members are told of.

Revision ID: 0042
"""

from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

TERMS = """
    ALTER TABLE plan_price
        ADD COLUMN uses smallint NOT NULL DEFAULT 0,
        ADD COLUMN percent_off smallint NOT NULL DEFAULT 0,
        ADD COLUMN option_ids integer[] NOT NULL DEFAULT '{}';
    UPDATE plan_price p SET uses = o.uses, percent_off = o.percent_off, option_ids = o.option_ids
        FROM pass_offer o WHERE o.id = p.offer_id;
    ALTER TABLE plan_price DROP CONSTRAINT uq_plan_price_offer_id_cents;
    ALTER TABLE plan_price ADD CONSTRAINT uq_plan_price_offer_id_cents_uses_percent_off_option_ids
        UNIQUE (offer_id, cents, uses, percent_off, option_ids);

    ALTER TABLE membership
        ADD COLUMN next_price_id integer CONSTRAINT fk_membership_next_price_id REFERENCES plan_price,
        ADD COLUMN next_price_at timestamptz,
        ADD COLUMN asked_at timestamptz,
        ADD CONSTRAINT ck_membership_next_price CHECK (next_price_at IS NULL OR next_price_id IS NOT NULL);
"""


def upgrade() -> None:
    op.execute(TERMS)


def downgrade() -> None:
    for column in ("next_price_id", "next_price_at", "asked_at"):
        op.drop_column("membership", column)
    op.drop_constraint("uq_plan_price_offer_id_cents_uses_percent_off_option_ids", "plan_price")
    for column in ("uses", "percent_off", "option_ids"):
        op.drop_column("plan_price", column)
    op.create_unique_constraint("uq_plan_price_offer_id_cents", "plan_price", ["offer_id", "cents"])
