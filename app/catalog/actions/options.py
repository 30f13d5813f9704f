"""The options of a service: its durations and prices."""

from collections.abc import Sequence

from sqlalchemy import select

from app.catalog.actions.offers import OptionValues
from app.catalog.models import OptionTeamMember, Service, ServiceOption
from app.core import clock
from app.core.db import session


def write_options(service: Service, options: Sequence[OptionValues]) -> None:
    """Replace the options of a service, which must have an id.

    An option keeps its row if it is named by its key, or if a removed one has the same duration. Existing bookings and
    carts keep the option that they have, so options are never deleted.
    """
    rows = session.scalars(select(ServiceOption).where(ServiceOption.service_id == service.id)).all()
    named = {row.key: row for row in rows if row.removed_at is None}
    kept = {values.key: named[values.key] for values in options if values.key in named}
    unnamed = {row.duration_minutes: row for row in rows if row not in kept.values()}
    for row in rows:
        row.removed_at = row.removed_at or clock.now()
    # No two of the current options may have the same duration, not even while two of them are exchanged.
    session.flush()
    for values in options:
        row = kept.get(values.key) or unnamed.get(values.duration_minutes) or ServiceOption(service_id=service.id)
        row.duration_minutes, row.price_cents, row.removed_at = values.duration_minutes, values.price_cents, None
        session.add(row)
    session.flush()
    session.expire(service, ["options"])


def copy_options(service: Service, copy: Service) -> None:
    """Copy the current options of a service and the team members' own terms; `copy` has the same team members."""
    current = select(ServiceOption).where(ServiceOption.service_id == service.id, ServiceOption.removed_at.is_(None))
    for option in session.scalars(current):
        new = ServiceOption(
            service_id=copy.id, duration_minutes=option.duration_minutes, price_cents=option.price_cents
        )
        session.add(new)
        session.flush()
        for own in session.scalars(select(OptionTeamMember).where(OptionTeamMember.option_id == option.id)):
            session.add(
                OptionTeamMember(
                    option_id=new.id,
                    service_id=copy.id,
                    member_id=own.member_id,
                    price_cents=own.price_cents,
                    duration_minutes=own.duration_minutes,
                )
            )
