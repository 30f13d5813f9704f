from collections.abc import Collection

from sqlalchemy import select

from app.bookings.models.orders import Order
from app.core.db import session


def order_numbers(order_ids: Collection[int | None]) -> dict[int, str]:
    """Return the numbers of orders by id. One statement; none without ids."""
    known = {order_id for order_id in order_ids if order_id is not None}
    return dict(session.execute(select(Order.id, Order.public_id).where(Order.id.in_(known))).all()) if known else {}
