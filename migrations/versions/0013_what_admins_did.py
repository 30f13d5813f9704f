"""what admins did

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'audit_entry',
        sa.Column('id', sa.BigInteger(), nullable=False),
        sa.Column('public_id', sa.String(length=14), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('admin_id', sa.Integer(), nullable=False),
        sa.Column('act', sa.String(length=40), nullable=False),
        sa.Column('subject_kind', sa.String(length=40), nullable=False),
        sa.Column('subject_id', sa.BigInteger(), nullable=True),
        sa.Column('subject_key', sa.String(length=254), nullable=False),
        sa.Column('subject_name', sa.String(length=200), nullable=False),
        sa.Column('before', postgresql.JSONB(), nullable=False),
        sa.Column('after', postgresql.JSONB(), nullable=False),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(['admin_id'], ['user_account.id'], name=op.f('fk_audit_entry_admin_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_entry')),
        sa.UniqueConstraint('public_id', name=op.f('uq_audit_entry_public_id')),
    )
    op.create_index('ix_audit_entry_subject', 'audit_entry', ['subject_kind', 'subject_id', 'id'])
    op.create_index('ix_audit_entry_admin_id_id', 'audit_entry', ['admin_id', 'id'])
    op.execute("""
        CREATE FUNCTION audit_entry_stays() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'audit_entry is only added to: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
        END $$
    """)
    # For the statement, not for each row: one that would touch none is refused as well, and so is TRUNCATE.
    op.execute("""
        CREATE TRIGGER audit_entry_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
        FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_stays()
    """)


def downgrade() -> None:
    op.drop_table('audit_entry')
    op.execute('DROP FUNCTION audit_entry_stays()')
