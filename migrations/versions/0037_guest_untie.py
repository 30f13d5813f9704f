"""guest records are tied to an account by its own bookings alone; emails that a venue sends are counted

Revision ID: 0037
Revises: 0034
"""

import sqlalchemy as sa
from alembic import op

revision = '0037'
down_revision = '0034'
branch_labels = None
depends_on = None

# A record belongs to an account through the account's own bookings if it was made for the first of them. A record that
# the venue made was taken over by whoever typed the same email at checkout. The two are told apart by the venue's
# bookings of before: as long as a record had no account, an order of the front desk was written without one, too.
TYPED = """
CREATE TEMPORARY TABLE typed_tie ON COMMIT DROP AS
SELECT guest.id, guest.venue_id, guest.user_id FROM guest
WHERE guest.user_id IS NOT NULL AND EXISTS (
    SELECT FROM booking JOIN customer_order ON customer_order.id = booking.order_id
    WHERE booking.guest_id = guest.id AND customer_order.origin = 'desk' AND customer_order.user_id IS NULL
)
"""
UNTIED = 'UPDATE guest SET user_id = NULL FROM typed_tie WHERE typed_tie.id = guest.id'
# The accounts' own bookings in those records, the oldest first.
OWN = """
CREATE TEMPORARY TABLE own_booking ON COMMIT DROP AS
SELECT typed_tie.id AS tie_id, typed_tie.venue_id, typed_tie.user_id, booking.id AS booking_id,
    customer_order.id AS order_id, customer_order.name, customer_order.email, customer_order.phone,
    customer_order.created_at
FROM typed_tie
JOIN booking ON booking.guest_id = typed_tie.id
JOIN customer_order ON customer_order.id = booking.order_id
WHERE customer_order.origin = 'online' AND customer_order.user_id = typed_tie.user_id
"""
# They become a record of their own, as the account gave its name and contact data last.
SPLIT = """
INSERT INTO guest (venue_id, user_id, name, email, phone, created_at)
SELECT DISTINCT ON (tie_id) venue_id, user_id, name, email, phone, min(created_at) OVER (PARTITION BY tie_id)
FROM own_booking ORDER BY tie_id, order_id DESC
"""
MOVED = """
UPDATE booking SET guest_id = guest.id
FROM own_booking, guest
WHERE booking.id = own_booking.booking_id
    AND guest.venue_id = own_booking.venue_id AND guest.user_id = own_booking.user_id
"""
# The venue's record gets back the contact data that the account typed over: the phone of its last booking at the desk
# before, and the email by which it was found. What the venue itself wrote since then stays.
PHONE = """
UPDATE guest SET phone = before.phone
FROM (
    SELECT DISTINCT ON (typed_tie.id) typed_tie.id, customer_order.phone
    FROM typed_tie
    JOIN booking ON booking.guest_id = typed_tie.id
    JOIN customer_order ON customer_order.id = booking.order_id
    WHERE customer_order.origin = 'desk' AND customer_order.user_id IS NULL
    ORDER BY typed_tie.id, customer_order.id DESC
) AS before
WHERE guest.id = before.id
    AND guest.phone IN (SELECT own_booking.phone FROM own_booking WHERE own_booking.tie_id = guest.id)
"""
EMAIL = """
UPDATE guest SET email = first.email
FROM (SELECT DISTINCT ON (tie_id) tie_id, email FROM own_booking ORDER BY tie_id, order_id) AS first
WHERE guest.id = first.tie_id
    AND guest.email IN (SELECT own_booking.email FROM own_booking WHERE own_booking.tie_id = guest.id)
"""
# An order of the desk got the account of the guest record, which the desk found by a typed email or phone, or chose by
# a typed name. None of them says which, so none shows that it is the account's own.
DESK = "UPDATE customer_order SET user_id = NULL WHERE origin = 'desk' AND user_id IS NOT NULL"


def upgrade() -> None:
    for statement in (TYPED, OWN, UNTIED, SPLIT, MOVED, PHONE, EMAIL, DESK):
        op.execute(statement)
    op.create_index(
        'ix_customer_order_desk_email',
        'customer_order',
        ['created_at'],
        postgresql_where=sa.text("origin = 'desk' AND email <> ''"),
    )
    op.create_index(op.f('ix_visit_message_at'), 'visit_message', ['at'])


def downgrade() -> None:
    """Leave the records apart: which of them were tied by typing is not kept."""
    op.drop_index(op.f('ix_visit_message_at'), 'visit_message')
    op.drop_index('ix_customer_order_desk_email', 'customer_order')
