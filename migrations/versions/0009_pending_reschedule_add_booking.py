"""Add the booking to pending reschedules: one order can pay the difference of several bookings of a series.

The column is required in one step, because no release has the table yet.

Revision ID: 0009
"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

UPGRADE = """
    ALTER TABLE pending_reschedule ADD COLUMN booking_id integer;
    UPDATE pending_reschedule SET booking_id = customer_order.reschedules_booking_id
        FROM customer_order WHERE customer_order.id = pending_reschedule.order_id;
    ALTER TABLE pending_reschedule ALTER COLUMN booking_id SET NOT NULL;
    ALTER TABLE pending_reschedule DROP CONSTRAINT pk_pending_reschedule;
    ALTER TABLE pending_reschedule ADD CONSTRAINT pk_pending_reschedule PRIMARY KEY (order_id, booking_id);
    ALTER TABLE pending_reschedule ADD CONSTRAINT fk_pending_reschedule_booking_id
        FOREIGN KEY (booking_id) REFERENCES booking (id) ON DELETE CASCADE;
    CREATE INDEX ix_pending_reschedule_booking_id ON pending_reschedule (booking_id);
"""
DOWNGRADE = """
    DELETE FROM pending_reschedule USING customer_order
        WHERE customer_order.id = order_id AND booking_id <> reschedules_booking_id;
    ALTER TABLE pending_reschedule DROP CONSTRAINT pk_pending_reschedule;
    ALTER TABLE pending_reschedule DROP COLUMN booking_id;
    ALTER TABLE pending_reschedule ADD CONSTRAINT pk_pending_reschedule PRIMARY KEY (order_id);
"""


def upgrade() -> None:
    op.execute(UPGRADE)


def downgrade() -> None:
    op.execute(DOWNGRADE)
