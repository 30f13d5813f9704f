"""Writing what was planned: guests, and the outcome of each row, in a fixed number of statements per chunk."""

import json
from collections.abc import Sequence

from sqlalchemy import text

from app.core.db import session
from app.guests.models import Guest
from app.imports.actions.copying import copy_values, take_ids
from app.imports.planning.plans import Plan, stored
from app.venues.models import Venue

# Hashes of what an import created. Undo removes only what still has them.
PRINT_OF_GUEST = "(SELECT hash_record_extended(guest, 0)::text FROM guest WHERE guest.id = {id})"
PRINT_OF_BOOKING = """(
    SELECT hash_record_extended(ROW(booking, venue_order.note, customer_order.settled_by), 0)::text
    FROM booking
    JOIN venue_order ON venue_order.id = booking.venue_order_id
    JOIN customer_order ON customer_order.id = venue_order.order_id
    WHERE booking.id = {id}
)"""
PRINT_OF_OPTION = (
    "(SELECT hash_record_extended(service_option, 0)::text FROM service_option WHERE service_option.id = {id})"
)
# Without its position: moving another service in the list does not change this one.
PRINT_OF_SERVICE = """(
    SELECT md5(
        (to_jsonb(service) - 'position')::text
        || (SELECT string_agg(service_option::text, '' ORDER BY service_option.id)
            FROM service_option WHERE service_option.service_id = service.id)
        || (SELECT coalesce(string_agg(member_id::text, ',' ORDER BY member_id), '')
            FROM service_team_member WHERE service_team_member.service_id = service.id)
    )
    FROM service WHERE service.id = {id}
)"""

OUTCOMES = text(f"""
    UPDATE import_row SET
        outcome = planned.outcome, reason = planned.reason, detail = planned.detail, starts_at = planned.starts_at,
        given = planned.given,
        done = :done, guest_id = planned.guest_id, service_id = planned.service_id, option_id = planned.option_id,
        booking_id = planned.booking_id, made = planned.made,
        guest_print = CASE WHEN planned.made LIKE '%g%' THEN {PRINT_OF_GUEST.format(id="planned.guest_id")} END,
        print = CASE
            WHEN planned.made LIKE '%b%' THEN {PRINT_OF_BOOKING.format(id="planned.booking_id")}
            WHEN planned.made LIKE '%s%' THEN {PRINT_OF_SERVICE.format(id="planned.service_id")}
            WHEN planned.made LIKE '%o%' THEN {PRINT_OF_OPTION.format(id="planned.option_id")}
        END
    FROM unnest(
        CAST(:ids AS integer[]), CAST(:outcomes AS text[]), CAST(:reasons AS text[]), CAST(:details AS jsonb[]),
        CAST(:starts AS timestamptz[]), CAST(:guests AS integer[]), CAST(:services AS integer[]),
        CAST(:options AS integer[]), CAST(:bookings AS integer[]), CAST(:made AS text[]), CAST(:given AS jsonb[])
    ) AS planned (
        id, outcome, reason, detail, starts_at, guest_id, service_id, option_id, booking_id, made, given
    )
    WHERE import_row.id = planned.id
""")  # noqa: S608  # built from constants

CHANGED_GUESTS = text("""
    UPDATE guest SET name = given.name, email = given.email, phone = given.phone, notes = given.notes
    FROM unnest(
        CAST(:ids AS integer[]), CAST(:names AS text[]), CAST(:emails AS text[]), CAST(:phones AS text[]),
        CAST(:notes AS text[])
    ) AS given (id, name, email, phone, notes)
    WHERE guest.id = given.id AND guest.venue_id = :venue_id
""")

# A row may change a guest whom an earlier row of the same file created.
CREATED_THEN_CHANGED = text(f"""
    UPDATE import_row SET guest_print = {PRINT_OF_GUEST.format(id="import_row.guest_id")}
    WHERE import_id = :import_id AND guest_id = ANY (CAST(:ids AS integer[])) AND made LIKE '%g%'
""")  # noqa: S608  # built from constants


def write_outcomes(plans: Sequence[Plan], *, done: bool) -> None:
    """Store the outcome of each row, with hashes of what it created. One statement."""
    session.execute(
        OUTCOMES,
        {
            "done": done,
            "ids": [plan.row.id for plan in plans],
            "outcomes": [plan.outcome.value for plan in plans],
            "reasons": [plan.reason.value if plan.reason else None for plan in plans],
            "details": [json.dumps(plan.detail) if plan.detail else "{}" for plan in plans],
            "starts": [plan.row.starts_at for plan in plans],
            "guests": [plan.guest.id if plan.guest else None for plan in plans],
            "services": [plan.service_id for plan in plans],
            "options": [plan.option_id for plan in plans],
            "bookings": [plan.booking_id for plan in plans],
            "made": [plan.made for plan in plans],
            "given": [None if done else stored(plan.row) for plan in plans],
        },
    )


def write_guests(venue: Venue, plans: Sequence[Plan], *, import_id: int) -> None:
    """Create and change the guests of these rows. The venue must be locked. At most three statements."""
    new = [plan.guest for plan in plans if plan.guest and plan.makes_guest]
    if new:
        for guest, (guest_id,) in zip(new, take_ids(["guest_id_seq"], len(new)), strict=True):
            guest.id, guest.changed = guest_id, False
        copy_values(Guest, [{"id": guest.id, "venue_id": venue.id, **guest.fields()} for guest in new])
    for plan in plans:
        plan.made += "g" if plan.makes_guest else ""
    changed = list({id(p.guest): p.guest for p in plans if p.guest and p.guest.changed}.values())
    if changed:
        values = {"ids": [guest.id for guest in changed], "names": [guest.name for guest in changed]}
        values |= {"emails": [guest.email for guest in changed], "phones": [guest.phone for guest in changed]}
        session.execute(CHANGED_GUESTS, {**values, "notes": [guest.notes for guest in changed], "venue_id": venue.id})
        session.execute(CREATED_THEN_CHANGED, {"ids": values["ids"], "import_id": import_id})
