"""deals are looked at: when they were sent in, why they went back; names in the log are searched

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None

RANDOM_ID = sa.text("'D-' || upper(substr(translate(gen_random_uuid()::text, '-', ''), 1, 12))")


def upgrade() -> None:
    op.add_column('deal', sa.Column('public_id', sa.String(length=14), nullable=False, server_default=RANDOM_ID))
    op.add_column('deal', sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()))
    op.add_column('deal', sa.Column('note', sa.Text(), nullable=False, server_default=''))
    op.create_unique_constraint('uq_deal_public_id', 'deal', ['public_id'])
    op.execute("UPDATE deal SET note = 'It was sent back.' WHERE status = 'rejected'")
    op.create_check_constraint('rejected', 'deal', "status <> 'rejected' OR note <> ''")
    op.create_index('ix_deal_queue', 'deal', ['sent_at'], postgresql_where=sa.text("status = 'pending'"))
    # The code of one that went back is free again.
    op.drop_index('uq_deal_code', 'deal')
    live = sa.text("code IS NOT NULL AND status NOT IN ('ended', 'rejected')")
    op.create_index('uq_deal_code', 'deal', [sa.text('upper(code)')], unique=True, postgresql_where=live)
    for name in ('subject_name', 'subject_key'):
        op.execute(f'CREATE INDEX ix_audit_entry_{name} ON audit_entry USING gin ({name} gin_trgm_ops)')


def downgrade() -> None:
    for name in ('subject_name', 'subject_key'):
        op.drop_index(f'ix_audit_entry_{name}', 'audit_entry')
    op.drop_index('uq_deal_code', 'deal')
    live = sa.text("code IS NOT NULL AND status <> 'ended'")
    op.create_index('uq_deal_code', 'deal', [sa.text('upper(code)')], unique=True, postgresql_where=live)
    op.drop_index('ix_deal_queue', 'deal')
    op.drop_constraint('ck_deal_rejected', 'deal')
    op.drop_constraint('uq_deal_public_id', 'deal')
    for name in ('note', 'sent_at', 'public_id'):
        op.drop_column('deal', name)
