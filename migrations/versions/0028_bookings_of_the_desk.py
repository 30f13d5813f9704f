"""bookings that the venue makes itself, its guests, arrivals, visits that wait for its yes, and messages

Revision ID: 0028
Revises: 0027
"""

import sqlalchemy as sa
from alembic import op

revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None

RANDOM_CODE = sa.text("'G-' || upper(substr(translate(gen_random_uuid()::text, '-', ''), 1, 12))")

# Everybody who was ever booked somewhere, as she wrote her name there last.
KNOWN = """
INSERT INTO guest (venue_id, user_id, name, email, phone, created_at)
SELECT DISTINCT ON (booking.venue_id, customer_order.user_id)
    booking.venue_id, customer_order.user_id, customer_order.name, customer_order.email, customer_order.phone,
    min(customer_order.created_at) OVER (PARTITION BY booking.venue_id, customer_order.user_id)
FROM booking JOIN customer_order ON customer_order.id = booking.order_id
WHERE customer_order.state = 'confirmed'
ORDER BY booking.venue_id, customer_order.user_id, customer_order.id DESC
"""
WHOSE = """
UPDATE booking SET guest_id = guest.id
FROM customer_order, guest
WHERE customer_order.id = booking.order_id AND customer_order.state = 'confirmed'
    AND guest.venue_id = booking.venue_id AND guest.user_id = customer_order.user_id
"""

# What was paid at the desk never came to us, so none of it can go back from us.
NOT_OURS = """
CREATE FUNCTION refund_is_ours() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM booking_item
        JOIN booking ON booking.id = booking_item.booking_id
        JOIN customer_order ON customer_order.id = booking.order_id
        WHERE booking_item.id = NEW.item_id AND customer_order.origin = 'desk'
    ) THEN
        RAISE EXCEPTION 'item % was paid at the desk, not here', NEW.item_id
            USING ERRCODE = 'check_violation', TABLE = 'refund', CONSTRAINT = 'refund_is_ours';
    END IF;
    RETURN NEW;
END
$$
"""


def upgrade() -> None:
    op.create_table(
        'guest',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('public_id', sa.String(14), server_default=RANDOM_CODE, nullable=False),
        sa.Column('venue_id', sa.Integer(), nullable=False),
        sa.Column('user_id', sa.Integer(), nullable=True),
        sa.Column('name', sa.String(120), nullable=False),
        sa.Column('email', sa.String(254), server_default='', nullable=False),
        sa.Column('phone', sa.String(40), server_default='', nullable=False),
        sa.Column('notes', sa.String(2000), server_default='', nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
        sa.ForeignKeyConstraint(['venue_id'], ['venue.id'], name=op.f('fk_guest_venue_id'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_guest_user_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_guest')),
        sa.UniqueConstraint('public_id', name=op.f('uq_guest_public_id')),
        sa.UniqueConstraint('venue_id', 'user_id', name=op.f('uq_guest_venue_id_user_id')),
    )
    op.create_index(op.f('ix_guest_user_id'), 'guest', ['user_id'])
    op.create_index('ix_guest_venue_name', 'guest', ['venue_id', sa.text('lower(name)')])
    _columns()
    op.execute(KNOWN)
    op.execute(WHOSE)
    op.create_table(
        'visit_message',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('item_id', sa.Integer(), nullable=False),
        sa.Column('user_id', sa.Integer(), nullable=False),
        sa.Column('text', sa.Text(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ['item_id'], ['booking_item.id'], name=op.f('fk_visit_message_item_id'), ondelete='CASCADE'
        ),
        sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_visit_message_user_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_visit_message')),
    )
    op.create_index(op.f('ix_visit_message_item_id'), 'visit_message', ['item_id'])
    op.execute(NOT_OURS)
    op.execute(
        'CREATE TRIGGER refund_is_ours BEFORE INSERT OR UPDATE OF item_id ON refund'
        ' FOR EACH ROW EXECUTE FUNCTION refund_is_ours()'
    )


def _columns() -> None:
    op.add_column('customer_order', sa.Column('origin', sa.String(20), server_default='online', nullable=False))
    op.add_column('customer_order', sa.Column('settled_by', sa.String(20), nullable=True))
    op.alter_column('customer_order', 'user_id', nullable=True)
    op.create_check_constraint(op.f('ck_customer_order_whose'), 'customer_order', "origin = 'desk' OR user_id IS NOT NULL")
    op.create_check_constraint(
        op.f('ck_customer_order_settled_by'), 'customer_order', "(origin = 'desk') = (settled_by IS NOT NULL)"
    )
    op.add_column('booking', sa.Column('guest_id', sa.Integer(), nullable=True))
    op.create_foreign_key(op.f('fk_booking_guest_id'), 'booking', 'guest', ['guest_id'], ['id'])
    op.create_index(op.f('ix_booking_guest_id'), 'booking', ['guest_id'])
    op.add_column('booking_item', sa.Column('confirm_hours', sa.SmallInteger(), nullable=True))
    op.add_column('booking_item', sa.Column('answer_by', sa.DateTime(timezone=True), nullable=True))
    op.add_column('booking_item', sa.Column('arrived_at', sa.DateTime(timezone=True), nullable=True))
    op.create_check_constraint(
        op.f('ck_booking_item_answer_by'), 'booking_item', "state <> 'requested' OR answer_by IS NOT NULL"
    )
    op.create_index(
        'ix_booking_item_answer_by', 'booking_item', ['answer_by'], postgresql_where=sa.text("state = 'requested'")
    )
    op.add_column('venue', sa.Column('confirm_hours', sa.SmallInteger(), nullable=True))
    op.add_column('venue', sa.Column('max_upcoming', sa.SmallInteger(), nullable=True))
    op.create_check_constraint(op.f('ck_venue_confirm_hours'), 'venue', 'confirm_hours BETWEEN 1 AND 168')
    op.create_check_constraint(op.f('ck_venue_max_upcoming'), 'venue', 'max_upcoming BETWEEN 1 AND 20')


def downgrade() -> None:
    """Bookings of guests without an account cannot be told in the version before: they are removed."""
    op.execute('DROP TRIGGER refund_is_ours ON refund')
    op.execute('DROP FUNCTION refund_is_ours()')
    op.drop_table('visit_message')
    for column in ('max_upcoming', 'confirm_hours'):
        op.drop_column('venue', column)
    op.execute("UPDATE booking_item SET state = 'confirmed' WHERE state = 'requested'")
    op.drop_index('ix_booking_item_answer_by', 'booking_item')
    for column in ('arrived_at', 'answer_by', 'confirm_hours'):
        op.drop_column('booking_item', column)
    op.drop_column('booking', 'guest_id')
    op.execute('DELETE FROM customer_order WHERE user_id IS NULL')
    op.alter_column('customer_order', 'user_id', nullable=False)
    op.drop_column('customer_order', 'settled_by')
    op.drop_column('customer_order', 'origin')
    op.drop_table('guest')
