"""guests move their visits, and pay or get back the difference

Revision ID: 0034
Revises: 0033
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0034'
down_revision = '0033'
branch_labels = None
depends_on = None

# What an order paid for an item is what its lines say. The item is locked before sums are read: of two refunds at once
# the second sees the first. The version before names no order: it knows of one only.
WITHIN_PAID = """
CREATE FUNCTION refund_within_paid() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    paid bigint;
    others bigint;
BEGIN
    IF NEW.order_id IS NULL THEN
        SELECT booking.order_id INTO NEW.order_id
            FROM booking_item JOIN booking ON booking.id = booking_item.booking_id WHERE booking_item.id = NEW.item_id;
    END IF;
    IF NEW.state = 'failed' THEN
        RETURN NEW;
    END IF;
    PERFORM FROM booking_item WHERE id = NEW.item_id FOR NO KEY UPDATE;
    SELECT coalesce(sum(amount_cents), 0) INTO paid
        FROM order_line WHERE item_id = NEW.item_id AND order_id = NEW.order_id;
    SELECT coalesce(sum(amount_cents), 0) INTO others
        FROM refund
        WHERE item_id = NEW.item_id AND order_id = NEW.order_id AND state <> 'failed' AND id <> NEW.id;
    IF others + NEW.amount_cents > paid THEN
        RAISE EXCEPTION 'more would go back than order % paid for item %', NEW.order_id, NEW.item_id
            USING ERRCODE = 'check_violation', TABLE = 'refund', CONSTRAINT = 'refund_within_paid';
    END IF;
    RETURN NEW;
END
$$
"""

WITHIN_PRICE = """
CREATE FUNCTION refund_within_price() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    paid integer;
    others bigint;
BEGIN
    IF NEW.state = 'failed' THEN
        RETURN NEW;
    END IF;
    SELECT price_cents INTO paid FROM booking_item WHERE id = NEW.item_id FOR NO KEY UPDATE;
    SELECT coalesce(sum(amount_cents), 0) INTO others
        FROM refund WHERE item_id = NEW.item_id AND state <> 'failed' AND id <> NEW.id;
    IF others + NEW.amount_cents > paid THEN
        RAISE EXCEPTION 'more would go back than was paid for item %', NEW.item_id
            USING ERRCODE = 'check_violation', TABLE = 'refund', CONSTRAINT = 'refund_within_price';
    END IF;
    RETURN NEW;
END
$$
"""

# The places that a visit would move to, held beside those that it has: of each only what it does not have already.
HOLD_BESIDE = """
CREATE FUNCTION hold_beside(
    locked integer[], at timestamptz,
    resources integer[], lanes smallint[], begins timestamptz[], ends timestamptz[], quantity integer,
    item integer, until timestamptz
) RETURNS TABLE (resource_id integer, lane smallint) LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    PERFORM FROM resource WHERE id = ANY (locked) ORDER BY id FOR NO KEY UPDATE;
    DELETE FROM reservation
        WHERE resource_id = ANY (locked) AND state = 'held' AND (expires_at <= at OR item_id = item);
    RETURN QUERY
        WITH chosen AS MATERIALIZED (
            SELECT offered.resource_id, offered.lane, tstzrange(offered.begins, offered.ends) AS span, offered.turn
            FROM unnest(resources, lanes, begins, ends) WITH ORDINALITY
                AS offered (resource_id, lane, begins, ends, turn)
            WHERE NOT EXISTS (
                SELECT FROM reservation AS taken
                WHERE taken.resource_id = offered.resource_id AND taken.lane = offered.lane
                    AND taken.during && tstzrange(offered.begins, offered.ends) AND taken.item_id IS DISTINCT FROM item
            )
            ORDER BY turn
            LIMIT quantity
        ), held AS (
            INSERT INTO reservation (resource_id, lane, during, kind, state, expires_at, item_id, note)
            SELECT chosen.resource_id, chosen.lane, piece, 'booking', 'held', until, item, ''
            FROM chosen, unnest(
                tstzmultirange(chosen.span) - coalesce((
                    SELECT range_agg(own.during) FROM reservation AS own
                    WHERE own.resource_id = chosen.resource_id AND own.lane = chosen.lane AND own.item_id = item
                ), '{}'::tstzmultirange)
            ) AS piece
        )
        SELECT chosen.resource_id, chosen.lane FROM chosen ORDER BY chosen.turn;
END $$
"""
HOLD_ARGUMENTS = (
    'integer[], timestamptz, integer[], smallint[], timestamptz[], timestamptz[], integer, integer, timestamptz'
)


def upgrade() -> None:
    op.add_column('venue', sa.Column('move_hours', sa.SmallInteger(), nullable=True, server_default='24'))
    op.create_check_constraint(op.f('ck_venue_move_hours'), 'venue', 'move_hours BETWEEN 0 AND 720')
    op.execute('UPDATE venue SET move_hours = cancel_free_hours')
    op.add_column('booking_item', sa.Column('move_hours', sa.SmallInteger(), nullable=True))
    op.execute('UPDATE booking_item SET move_hours = cancel_free_hours')

    op.add_column('customer_order', sa.Column('moves_item_id', sa.Integer(), nullable=True))
    op.create_foreign_key(
        op.f('fk_customer_order_moves_item_id'), 'customer_order', 'booking_item', ['moves_item_id'], ['id']
    )
    op.create_index(
        op.f('ix_customer_order_moves_item_id'),
        'customer_order',
        ['moves_item_id'],
        postgresql_where=sa.text('moves_item_id IS NOT NULL'),
    )
    op.create_index(
        'uq_customer_order_pending_move',
        'customer_order',
        ['moves_item_id'],
        unique=True,
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.create_table(
        'agreed_move',
        sa.Column('order_id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('sequence', sa.SmallInteger(), nullable=False),
        sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('member_id', sa.Integer(), nullable=True),
        sa.Column('places', postgresql.JSONB(), nullable=False),
        sa.Column('list_cents', sa.Integer(), nullable=False),
        sa.Column('price_cents', sa.Integer(), nullable=False),
        sa.Column('price_reason', sa.String(200), nullable=False),
        sa.Column('deal_id', sa.Integer(), nullable=True),
        sa.Column('code_deal_id', sa.Integer(), nullable=True),
        sa.CheckConstraint('ends_at > starts_at', name=op.f('ck_agreed_move_times')),
        sa.CheckConstraint('price_cents BETWEEN 0 AND list_cents', name=op.f('ck_agreed_move_price')),
        sa.ForeignKeyConstraint(
            ['order_id'], ['customer_order.id'], name=op.f('fk_agreed_move_order_id'), ondelete='CASCADE'
        ),
        sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_agreed_move_member_id')),
        sa.ForeignKeyConstraint(['deal_id'], ['deal.id'], name=op.f('fk_agreed_move_deal_id'), ondelete='SET NULL'),
        sa.ForeignKeyConstraint(
            ['code_deal_id'], ['deal.id'], name=op.f('fk_agreed_move_code_deal_id'), ondelete='SET NULL'
        ),
        sa.PrimaryKeyConstraint('order_id', name=op.f('pk_agreed_move')),
    )
    op.execute(HOLD_BESIDE)

    op.add_column('refund', sa.Column('order_id', sa.Integer(), nullable=True))
    op.create_foreign_key(op.f('fk_refund_order_id'), 'refund', 'customer_order', ['order_id'], ['id'])
    op.execute(
        'UPDATE refund SET order_id = booking.order_id FROM booking_item'
        ' JOIN booking ON booking.id = booking_item.booking_id WHERE booking_item.id = refund.item_id'
    )
    op.alter_column('refund', 'order_id', nullable=False)
    op.create_index(op.f('ix_refund_order_id'), 'refund', ['order_id'])
    op.execute('DROP TRIGGER refund_within_price ON refund')
    op.execute('DROP FUNCTION refund_within_price()')
    op.execute(WITHIN_PAID)
    op.execute(
        'CREATE TRIGGER refund_within_paid BEFORE INSERT OR UPDATE OF item_id, order_id, amount_cents, state ON refund'
        ' FOR EACH ROW EXECUTE FUNCTION refund_within_paid()'
    )


def downgrade() -> None:
    op.execute('DROP TRIGGER refund_within_paid ON refund')
    op.execute('DROP FUNCTION refund_within_paid()')
    op.execute(WITHIN_PRICE)
    op.execute(
        'CREATE TRIGGER refund_within_price BEFORE INSERT OR UPDATE OF item_id, amount_cents, state ON refund'
        ' FOR EACH ROW EXECUTE FUNCTION refund_within_price()'
    )
    op.drop_column('refund', 'order_id')
    op.execute(f'DROP FUNCTION hold_beside({HOLD_ARGUMENTS})')
    op.drop_table('agreed_move')
    op.drop_index('uq_customer_order_pending_move', 'customer_order')
    op.drop_column('customer_order', 'moves_item_id')
    op.drop_column('booking_item', 'move_hours')
    op.drop_column('venue', 'move_hours')
