"""how a venue stands: who moved it, and what was sent in

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'venue_transition',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('venue_id', sa.Integer(), nullable=False),
        sa.Column('from_status', sa.String(20), nullable=False),
        sa.Column('to_status', sa.String(20), nullable=False),
        sa.Column('user_id', sa.Integer(), nullable=True),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ['venue_id'], ['venue.id'], name=op.f('fk_venue_transition_venue_id'), ondelete='CASCADE'
        ),
        sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_venue_transition_user_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_venue_transition')),
    )
    op.create_index(op.f('ix_venue_transition_venue_id'), 'venue_transition', ['venue_id'])
    op.create_table(
        'submission',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('venue_id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.String(20), nullable=False),
        sa.Column('state', sa.String(20), nullable=False),
        sa.Column('proposed', postgresql.JSONB(), nullable=False),
        sa.Column('before', postgresql.JSONB(), nullable=False),
        sa.Column('facts', postgresql.JSONB(), nullable=False),
        sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('decided_by_id', sa.Integer(), nullable=True),
        sa.Column('fault', sa.String(20), nullable=True),
        sa.Column('part', sa.String(60), nullable=False),
        sa.Column('note', sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(state IN ('approved', 'rejected')) = (decided_at IS NOT NULL)", name=op.f('ck_submission_decided')
        ),
        sa.CheckConstraint("(kind = 'new') = (proposed = '{}'::jsonb)", name=op.f('ck_submission_proposed')),
        sa.ForeignKeyConstraint(['venue_id'], ['venue.id'], name=op.f('fk_submission_venue_id'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['decided_by_id'], ['user_account.id'], name=op.f('fk_submission_decided_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_submission')),
    )
    op.create_index('ix_submission_venue_id', 'submission', ['venue_id'])
    waiting = sa.text("state = 'waiting'")
    op.create_index('ix_submission_queue', 'submission', ['sent_at'], postgresql_where=waiting)
    op.create_index('uq_submission_waiting', 'submission', ['venue_id'], unique=True, postgresql_where=waiting)
    op.execute(
        "INSERT INTO submission (venue_id, kind, state, proposed, before, facts, sent_at, part, note)"
        " SELECT id, 'new', 'waiting', '{}', '{}', '[]', now(), '', '' FROM venue WHERE status = 'pending'"
    )
    op.drop_column('venue', 'status_reason')
    op.drop_constraint('uq_venue_owner_id', 'venue')
    op.create_index('ix_venue_owner_id', 'venue', ['owner_id'])
    op.create_index(
        'uq_venue_owner_id', 'venue', ['owner_id'], unique=True, postgresql_where=sa.text("status <> 'deleted'")
    )


def downgrade() -> None:
    op.drop_index('uq_venue_owner_id', 'venue')
    op.drop_index('ix_venue_owner_id', 'venue')
    op.create_unique_constraint('uq_venue_owner_id', 'venue', ['owner_id'])
    op.add_column('venue', sa.Column('status_reason', sa.Text(), nullable=False, server_default=''))
    op.drop_table('submission')
    op.drop_table('venue_transition')
