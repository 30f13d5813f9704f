"""Store on each receipt what its guest agreed to.

Existing receipts get what was agreed before the first reschedule: a venue that reschedules lets guests cancel for free.
What changed because a team member left isn't known anymore: those receipts keep saying what applies now.

Revision ID: 0061
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None

BOOKINGS = """
    UPDATE receipt SET agreed_texts = said.texts
    FROM (
        SELECT receipt.id, jsonb_object_agg(booking.id::text, CASE
            WHEN price_cents = 0 AND 0 < of_service.cents AND of_service.cents = discount_cents THEN CASE
                WHEN is_free THEN 'If you cancel before the start time, you can use this booking for another time.'
                ELSE 'If you cancel ' || hours || ' before the start or earlier, you can use this booking for another'
                    ' time. After that, it counts as used.' END
            ELSE CASE WHEN price_cents = 0 THEN '' ELSE CASE payment_terms WHEN 'full' THEN 'Paid in full. '
                    WHEN 'card' THEN 'Card on file. ' WHEN 'each_date' THEN 'Each date by card. '
                    ELSE 'Deposit. ' END END
                || CASE WHEN is_free THEN 'Free cancellation until the start time.'
                    ELSE 'Free cancellation up to ' || hours || ' before the start. After that, ' || CASE
                        WHEN price_cents = 0 OR payment_terms = 'full' THEN CASE keep
                            WHEN 100 THEN 'no refund.' ELSE 'you get a ' || 100 - keep || '% refund.' END
                        WHEN payment_terms = 'deposit' THEN CASE keep WHEN 100 THEN 'no refund of the deposit.'
                            ELSE 'you pay ' || keep || '% of the price, up to your deposit.' END
                        ELSE CASE keep WHEN 100 THEN 'you pay the full price.'
                            ELSE 'you pay ' || keep || '% of the price.' END END END
                || CASE WHEN price_cents = 0 THEN '' WHEN payment_terms = 'full' THEN ' No refund for a no-show.'
                    WHEN payment_terms = 'deposit' THEN ' No refund of the deposit for a no-show.'
                    ELSE ' For a no-show, you pay the full price.' END
            END) AS texts
        FROM receipt
        JOIN customer_order ON customer_order.id = receipt.order_id AND customer_order.kind <> 'tip'
        LEFT JOIN refund ON refund.id = receipt.refund_id
        JOIN (SELECT DISTINCT order_id, booking_id FROM order_line) AS charged ON charged.order_id = receipt.order_id
        JOIN booking ON booking.id = charged.booking_id AND booking.id = coalesce(refund.booking_id, booking.id)
        JOIN venue_order ON venue_order.id = booking.venue_order_id AND venue_order.venue_id = receipt.venue_id
        LEFT JOIN (
            SELECT DISTINCT ON (booking_id) booking_id, from_keep_percent FROM reschedule ORDER BY booking_id, sequence
        ) AS first ON first.booking_id = booking.id
        CROSS JOIN LATERAL (SELECT coalesce(from_keep_percent, cancel_keep_percent) AS keep) AS agreed
        CROSS JOIN LATERAL (
            SELECT keep = 0 OR cancel_free_hours = 0 AS is_free,
                cancel_free_hours || CASE cancel_free_hours WHEN 1 THEN ' hour' ELSE ' hours' END AS hours
        ) AS rule
        CROSS JOIN LATERAL (
            SELECT list_cents - quantity * coalesce(sum((each ->> 'cents')::integer), 0) AS cents
            FROM jsonb_array_elements(add_ons) AS each
        ) AS of_service
        GROUP BY receipt.id
    ) AS said
    WHERE said.id = receipt.id
"""
PACKAGES = """
    UPDATE receipt SET agreed_texts = jsonb_build_object('package', coalesce(
        (SELECT nullif(agreed_text, '') FROM membership WHERE membership.id = membership_id),
        'If you cancel a booking in time, you can use it for another time. What you haven’t used by '
        || to_char(
            coalesce(bought_at + make_interval(hours => 24 * valid_days), expires_at) AT TIME ZONE venue.zone,
            'Mon FMDD, YYYY')
        || ' expires without a refund.',
        ''))
    FROM guest_pass JOIN venue ON venue.id = guest_pass.venue_id
    WHERE guest_pass.order_id = receipt.order_id
"""


def upgrade() -> None:
    op.add_column("receipt", sa.Column("agreed_texts", postgresql.JSONB, nullable=False, server_default="{}"))
    op.execute(BOOKINGS)
    op.execute(PACKAGES)


def downgrade() -> None:
    op.drop_column("receipt", "agreed_texts")
