"""blocks: time that a venue keeps for itself, of several people at once

Revision ID: 0027
Revises: 0026

Until now only somebody's leaving took time in this way: each such reservation gets a block of its own. While the version
before this one still serves, nobody can be let go: what it would write has no block, and is refused.
"""

import sqlalchemy as sa
from alembic import op

revision = '0027'
down_revision = '0026'
branch_labels = None
depends_on = None

# Its public id, as good as random for rows that are few: 30 letters would need a function.
CODE = "'BL-' || upper(substr(md5(id::text || clock_timestamp()::text), 1, 11))"


def upgrade() -> None:
    op.create_table(
        'block',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('public_id', sa.String(14), nullable=False),
        sa.Column('venue_id', sa.Integer(), nullable=False),
        sa.Column('begins', sa.DateTime(timezone=True), nullable=False),
        sa.Column('ends', sa.DateTime(timezone=True), nullable=False),
        sa.Column('note', sa.String(120), nullable=False),
        sa.Column('sequence', sa.SmallInteger(), nullable=False),
        sa.Column('leaving', sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint('ends > begins', name=op.f('ck_block_times')),
        sa.ForeignKeyConstraint(['venue_id'], ['venue.id'], name=op.f('fk_block_venue_id'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_block')),
        sa.UniqueConstraint('public_id', name=op.f('uq_block_public_id')),
    )
    op.create_index(op.f('ix_block_venue_id'), 'block', ['venue_id', 'begins'])
    op.add_column('reservation', sa.Column('block_id', sa.Integer(), nullable=True))
    op.create_index(op.f('ix_reservation_block_id'), 'reservation', ['block_id'])
    op.create_foreign_key(
        op.f('fk_reservation_block_id'), 'reservation', 'block', ['block_id'], ['id'], ondelete='CASCADE'
    )
    op.execute(f"""
        WITH numbered AS (
            SELECT reservation.id, nextval('block_id_seq') AS block_id, resource.venue_id, during
            FROM reservation JOIN resource ON resource.id = reservation.resource_id
            WHERE kind = 'block'
        ), made AS (
            INSERT INTO block (id, public_id, venue_id, begins, ends, note, sequence, leaving)
            SELECT block_id, {CODE}, venue_id, lower(during), upper(during), 'Left the team', 0, true FROM numbered
        )
        UPDATE reservation SET block_id = numbered.block_id, note = ''
        FROM numbered WHERE reservation.id = numbered.id
    """)
    op.create_check_constraint(op.f('ck_reservation_block'), 'reservation', "(kind = 'block') = (block_id IS NOT NULL)")


def downgrade() -> None:
    op.drop_constraint(op.f('ck_reservation_block'), 'reservation')
    op.execute("UPDATE reservation SET note = block.note FROM block WHERE block.id = block_id")
    op.drop_column('reservation', 'block_id')
    op.drop_table('block')
