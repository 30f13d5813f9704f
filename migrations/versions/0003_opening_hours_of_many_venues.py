"""opening hours of many venues

The overlap constraint compared infinite dates, which GiST subtracts as soon as an index page splits: the hours of about
the tenth venue were refused with "cannot subtract infinite dates".

Revision ID: 0003
Revises: 0002
"""

from alembic import op
revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

CONSTRAINT = """
    ALTER TABLE opening ADD CONSTRAINT ex_opening_overlap EXCLUDE USING gist (
        venue_id WITH =,
        (coalesce(member_id, 0)) WITH =,
        (coalesce(weekday, -1)) WITH =,
        (coalesce(on_date, '{nowhere}'::date)) WITH =,
        (int4range(opens, closes)) WITH &&
    )
"""


def upgrade() -> None:
    op.drop_constraint('ex_opening_overlap', 'opening')
    op.execute(CONSTRAINT.format(nowhere='0001-01-01'))


def downgrade() -> None:
    op.drop_constraint('ex_opening_overlap', 'opening')
    op.execute(CONSTRAINT.format(nowhere='-infinity'))
